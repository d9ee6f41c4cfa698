using System.Runtime.ExceptionServices;
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
        if (ValidateAll(services, reads) is { } invalid)
        {
            foreach (var fault in SettingsFaults.In(invalid))
            {
                LogFault(fault);
            }

            SettingsFaults.MarkLogged(invalid);
            startup.IsFaultLogged = true;
            ExceptionDispatchInfo.Throw(invalid);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The framework's validator ends at the first value that it cannot convert. The others are read one by one, so that
    // one start reports all faults.
    private static Exception? ValidateAll(IServiceProvider services, IEnumerable<StartupRead> reads)
    {
        List<Exception> invalid = [];
        HashSet<string> failures = new(StringComparer.Ordinal);
        foreach (var read in reads.Prepend(new(provider => provider.GetService<IStartupValidator>()?.Validate())))
        {
            try
            {
                read.Read(services);
            }
            catch (Exception exception) when (SettingsFaults.FailuresIn(exception) is { Count: > 0 } found)
            {
                if (!failures.IsSupersetOf(found))
                {
                    failures.UnionWith(found);
                    invalid.Add(exception);
                }
            }
            catch (Exception) when (invalid.Count > 0)
            {
                // Probably a consequence of the faults that were found; if not, the next start reports it.
            }
        }

        return invalid.Count > 1 ? new AggregateException(invalid) : invalid.SingleOrDefault();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "The service does not start: {Fault}")]
    private partial void LogFault(string fault);
}

/// <summary>A start-up read of settings that are not options.</summary>
internal sealed record StartupRead(Action<IServiceProvider> Read);
