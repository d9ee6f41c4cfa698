using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Logs settings that nothing reads, at the start and when a reload brings new ones. A warning only, because several
/// services may share the same settings.
/// </summary>
internal sealed partial class StraySettingsService(
    IConfiguration configuration, IEnumerable<KnownSection> known, ILogger<StraySettingsService> logger)
    : IHostedService, IDisposable
{
    private readonly List<KnownSection> _known = [.. known];
    private readonly HashSet<string> _reported = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _reporting = new();
    private IDisposable? _reloads;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reloads = ChangeToken.OnChange(configuration.GetReloadToken, Report);
        Report();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _reloads?.Dispose();

    private void Report()
    {
        lock (_reporting)
        {
            foreach (var stray in StraySettings.In(configuration, _known).Where(stray => _reported.Add(stray.Path)))
            {
                LogStray(stray.Path, stray.Parent, string.Join(", ", stray.Known));
            }
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "The setting {Setting} has no effect in this service: correct the name, or remove it. The names in "
            + "{Section} are: {Known}.")]
    private partial void LogStray(string setting, string section, string known);
}
