using AppHost.Infrastructure.Processes;
using AppHost.Infrastructure.Processes.Postgres;
using AppHost.Infrastructure.Processes.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Infrastructure;

/// <summary>Postgres and Redis as processes of this machine: installed ones, or such as are fetched once.</summary>
internal sealed class ProcessInfrastructure : IInfrastructure
{
    private readonly IDistributedApplicationBuilder _builder;
    private readonly DataFolder _data;
    private readonly ServerUser _user;

    public ProcessInfrastructure(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        _user = ServerUser.Choose(builder.Configuration);
        _data = DataFolder.Open(builder, _user);

        // The container disposes only of what it has made, and makes every hosted service.
        builder.Services.AddHostedService(_ => _data);
    }

    public IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name, string databaseName)
    {
        var secret = PasswordOf(name);
        var cluster = new PostgresCluster(_data.Of(name), _data.Lifetime, _user);
        cluster.RefuseLostPassword(_data.SecretFile(secret));
        var resource = new PostgresProcessResource(name, databaseName, AddSecret(secret).Resource, cluster.Folder);
        return new PostgresServer(PostgresBinaries.Choose(_builder, _user), cluster, _user, resource).AddTo(_builder);
    }

    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        var folder = _data.Of(name);
        var resource = new RedisProcessResource(name, AddSecret(PasswordOf(name)).Resource, folder);
        return new RedisServer(RedisProgram.Choose(_builder, _user, folder), folder, _user, resource).AddTo(_builder);
    }

    public IResourceBuilder<ParameterResource> AddSecret(string name) => _builder.AddParameter(name, () => _data.Secret(name), secret: true);

    private static string PasswordOf(string server) => $"{server}-password";
}
