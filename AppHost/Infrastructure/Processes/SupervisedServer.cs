using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes;

/// <summary>A server that this machine runs itself: under the supervisor, which outlives no AppHost and lets no server do so.</summary>
/// <param name="User">Who it runs as.</param>
/// <param name="Folder">The folder that holds its data.</param>
/// <param name="StopSignal">The signal that makes it stop in good order.</param>
internal sealed record SupervisedServer(ServerUser User, string Folder, string StopSignal)
{
    /// <summary>The program of the resource.</summary>
    public const string Command = "dotnet";

    // More than the supervisor's grace: a server of a killed run has been killed itself by then.
    private static readonly TimeSpan PreviousRunTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The server's own command line.</summary>
    public required Func<IEnumerable<object>> CommandLine { get; init; }

    /// <summary>What is done each time before it starts.</summary>
    public required Func<ILogger, CancellationToken, Task> PrepareAsync { get; init; }

    /// <summary>Whether it answers.</summary>
    public required IHealthCheck HealthCheck { get; init; }

    private string LockFile => Path.Combine(Folder, "server.lock");

    /// <summary>Adds the server with its one endpoint, on 127.0.0.1, with nothing in between.</summary>
    public IResourceBuilder<T> AddTo<T>(IDistributedApplicationBuilder builder, T resource) where T : ExecutableResource
    {
        var port = ServerPort.Choose();
        var key = $"{resource.Name}-answers";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => HealthCheck, failureStatus: null, tags: null));
        return builder.AddResource(resource)
            .WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithArgs(context =>
            {
                foreach (var argument in SupervisorArguments().Concat(CommandLine()))
                {
                    context.Args.Add(argument);
                }
            })
            .WithHealthCheck(key)
            .OnBeforeResourceStarted((started, starting, cancellationToken) => StartFailure.StopOnFailureAsync(starting.Services, async () =>
            {
                var logger = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(started);
                await WaitForPreviousRunAsync(logger, cancellationToken);
                await PrepareAsync(logger, cancellationToken);
                ServerPort.RefuseTaken(started.Name, port);
            }));
    }

    private IEnumerable<object> SupervisorArguments() =>
    [
        Path.Combine(AppContext.BaseDirectory, "Supervisor.dll"),
        "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        "--stop-signal", StopSignal,
        "--lock", LockFile,
        .. User.Name is { } name ? ["--user", name] : Array.Empty<object>(),
        "--",
    ];

    /// <summary>After a run that was killed its server may still be stopping, and two on the same data would ruin it.</summary>
    private async Task WaitForPreviousRunAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var free = FileLock.TryTake(LockFile);
        if (free is null)
        {
            ServerLog.WaitingForPrevious(logger, Folder);
            free = await FileLock.TakeAsync(LockFile, PreviousRunTimeout, cancellationToken)
                ?? throw new DistributedApplicationException($"A server of an earlier run still works on '{Folder}': stop the processes that hold '{LockFile}' (fuser names them), or start with --data ephemeral or --data-folder <path>.");
        }

        await free.DisposeAsync();
    }
}
