using Microsoft.Extensions.Logging;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Switches.Internal;

/// <inheritdoc cref="ISwitchboard"/>
internal sealed partial class Switchboard(
    IEnumerable<IResilienceSwitch> switches, ILogger<Switchboard> logger) : ISwitchboard
{
    private readonly SortedDictionary<string, IResilienceSwitch> _switches = new(
        switches.ToDictionary(entry => entry.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _switches.Keys];

    public async ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is null || !_switches.TryGetValue(request.Name, out var known))
        {
            // The name comes from a request, so it is not logged.
            return new(request.Id, IsApplied: false, $"There is no switch '{request.Name}'. "
                + $"The switches of this service are: {string.Join(", ", Names)}.");
        }

        try
        {
            var result = await known.ApplyAsync(request, cancellationToken);
            if (result.IsApplied)
            {
                LogApplied(known.Name);
            }
            else
            {
                LogRefused(known.Name);
            }

            return result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(known.Name, SafeExceptionText.Types(exception));
            return new(request.Id, IsApplied: false, "It failed; the log of the service names the exception.");
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Switch {Switch} was applied.")]
    private partial void LogApplied(string @switch);

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Warning,
        Message = "Switch {Switch} was not applied; the response to the request says why.")]
    private partial void LogRefused(string @switch);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Switch {Switch} failed: {Exception}.")]
    private partial void LogFailed(string @switch, string exception);
}
