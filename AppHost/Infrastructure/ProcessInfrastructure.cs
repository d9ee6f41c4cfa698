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
        builder.Services.AddHostedService(_ => _data);
    }

    public IResourceBuilder<IResourceWithConnectionString> AddPostgres(string name, string databaseName)
    {
        var server = new PostgresServer(_builder, _data, _user, name);
        return server.AddTo(_builder, AddSecret($"{name}-password"), databaseName);
    }

    public IResourceBuilder<IResourceWithConnectionString> AddRedis(string name)
    {
        var server = new RedisServer(_builder, _data, _user, name);
        return server.AddTo(_builder, AddSecret($"{name}-password"));
    }

    public IResourceBuilder<ParameterResource> AddSecret(string name) => _builder.AddParameter(name, () => _data.Secret(name), secret: true);
}
