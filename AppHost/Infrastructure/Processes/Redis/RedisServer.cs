using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Redis;

/// <summary>A server of the Redis protocol that this machine runs itself.</summary>
internal sealed class RedisServer(IRedisProgram program, string folder, ServerUser user, RedisProcessResource resource)
{
    private readonly string _configurationFile = Path.Combine(folder, "server.conf");
    private readonly string _dataDirectory = Path.Combine(folder, program.Data);

    public IResourceBuilder<RedisProcessResource> AddTo(IDistributedApplicationBuilder builder)
    {
        var server = new SupervisedServer(user, folder, StopSignal: "TERM")
        {
            CommandLine = () => program.CommandLine(_configurationFile),
            PrepareAsync = PrepareAsync,
            HealthCheck = new RedisHealthCheck(resource),
        };
        return server.AddTo(builder, resource);
    }

    private async Task PrepareAsync(ILogger logger, CancellationToken cancellationToken)
    {
        await program.FetchAsync(logger, cancellationToken);
        Directory.CreateDirectory(_dataDirectory);

        // The folder is closed before the password is in it, and its new file belongs to the server's user after.
        user.Own(folder);
        var password = await resource.Password.GetValueAsync(cancellationToken);
        await File.WriteAllTextAsync(_configurationFile, program.Configuration(resource.Endpoint.Port, password!, _dataDirectory), cancellationToken);
        user.Own(folder);
    }
}
