using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Has all settings validated before anything reads them, and logs one sentence for each fault. It is the first service that the host makes, and does this
/// in its constructor: the host asks its validators only after it has made all the others, and those would meet the faults first.
/// </summary>
internal sealed partial class SettingsGuard : IHostedService
{
    private readonly ILogger _logger;

    public SettingsGuard(IServiceProvider services, IEnumerable<StartupRead> reads, SettingsStartup startup, ILogger<SettingsGuard> logger)
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

            SettingsFaults.MarkTold(exception);
            startup.IsFaultTold = true;
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "The service does not start: {Fault}")]
    private partial void LogFault(string fault);
}

/// <summary>Makes a service whose settings are no options.</summary>
internal sealed record StartupRead(Action<IServiceProvider> Read);
