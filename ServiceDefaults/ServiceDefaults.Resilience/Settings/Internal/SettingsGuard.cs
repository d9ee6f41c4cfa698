using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Validates all settings before any service reads them, and logs one sentence for each fault. The host creates this
/// service first, and it validates in its constructor: the host runs its own validators only after it has created all
/// hosted services, which would fail first.
/// </summary>
internal sealed partial class SettingsGuard : IHostedService
{
    private readonly ILogger _logger;

    public SettingsGuard(
        IServiceProvider services,
        IEnumerable<StartupRead> reads,
        SettingsStartup startup,
        ILogger<SettingsGuard> logger)
    {
        _logger = logger;
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            foreach (var read in reads)
            {
                read.Read(services);
            }
        }
        catch (Exception exception) when (SettingsFaults.In(exception) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                LogFault(fault);
            }

            SettingsFaults.MarkLogged(exception);
            startup.IsFaultLogged = true;
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "The service does not start: {Fault}")]
    private partial void LogFault(string fault);
}

/// <summary>A start-up read of settings that are not options.</summary>
internal sealed record StartupRead(Action<IServiceProvider> Read);
