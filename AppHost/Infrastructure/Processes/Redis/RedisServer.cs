using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AppHost.Infrastructure.Processes.Redis;

/// <summary>Adds a server of the Redis protocol that this machine runs itself, and prepares it before it starts.</summary>
internal sealed class RedisServer(IDistributedApplicationBuilder builder, DataFolder data, ServerUser user, string name)
{
    private readonly IRedisProgram _program = RedisProgram.Choose(builder, user);
    private readonly string _folder = data.Of(name);

    public IResourceBuilder<RedisProcessResource> AddTo(IDistributedApplicationBuilder application, IResourceBuilder<ParameterResource> password)
    {
        var key = $"{name}-answers";
        var configuration = Path.Combine(_folder, "server.conf");
        var resource = new RedisProcessResource(name, password.Resource, _folder);
        application.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new RedisHealthCheck(resource), failureStatus: null, tags: null));
        return application.AddResource(resource)
            .WithServerEndpoint()
            .WithArgs(context =>
            {
                foreach (var argument in SupervisedServer.Arguments(user, stopSignal: "TERM").Concat(_program.CommandLine(configuration)))
                {
                    context.Args.Add(argument);
                }
            })
            .WithHealthCheck(key)
            .OnBeforeResourceStarted((server, started, cancellationToken) => StartFailure.StopOnFailureAsync(started.Services, async () =>
            {
                await _program.FetchAsync(started.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server), cancellationToken);
                await WriteConfigurationAsync(server, configuration, cancellationToken);
            }));
    }

    // A file, as everyone on the machine can read a command line.
    private async Task WriteConfigurationAsync(RedisProcessResource server, string file, CancellationToken cancellationToken)
    {
        var dataDirectory = Path.Combine(_folder, "data");
        Directory.CreateDirectory(dataDirectory);
        var password = await server.Password.GetValueAsync(cancellationToken);
        await File.WriteAllTextAsync(file, _program.Configuration(server.Endpoint.Port, password!, dataDirectory), cancellationToken);
        user.Own(_folder);
    }
}
