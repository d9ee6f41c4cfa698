using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// An options monitor that validates a change before it applies it. The framework's own drops the last value and throws
/// at the next reader; Polly's reload stops after one invalid value. This one keeps the last valid value, and notifies
/// listeners only if a value differs.
/// </summary>
internal sealed partial class LastGoodOptionsMonitor<TOptions> : IOptionsMonitor<TOptions>, IDisposable
    where TOptions : class
{
    private readonly IOptionsFactory<TOptions> _factory;
    private readonly SettingsReloads _reloads;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, TOptions> _good = ImmutableDictionary.Create<string, TOptions>(
        StringComparer.Ordinal);
    private ImmutableList<Action<TOptions, string?>> _listeners = [];

    public LastGoodOptionsMonitor(
        IOptionsFactory<TOptions> factory,
        IConfiguration configuration,
        SettingsReloads reloads,
        ILogger<LastGoodOptionsMonitor<TOptions>> logger)
    {
        (_factory, _reloads, _logger) = (factory, reloads, logger);
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public TOptions CurrentValue => Get(Options.DefaultName);

    /// <exception cref="OptionsValidationException">
    /// No valid value exists yet: the host is starting, and the start must fail.
    /// </exception>
    public TOptions Get(string? name)
    {
        name ??= Options.DefaultName;
        if (_good.TryGetValue(name, out var known))
        {
            return known;
        }

        var made = _factory.Create(name);
        return ImmutableInterlocked.GetOrAdd(ref _good, name, made);
    }

    public IDisposable OnChange(Action<TOptions, string?> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));
        return new Subscription(
            () => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Remove(listener)));
    }

    public void Dispose() => _subscription.Dispose();

    private void Reload()
    {
        lock (_lock)
        {
            foreach (var (name, good) in _good)
            {
                if (TryCreate(name) is { } candidate && Differ(good, candidate))
                {
                    ImmutableInterlocked.AddOrUpdate(ref _good, name, candidate, (_, _) => candidate);
                    var label = LabelOf(name);
                    LogChanged(label);
                    Notify(name, candidate);
                }
            }
        }
    }

    private TOptions? TryCreate(string name)
    {
        try
        {
            var candidate = _factory.Create(name);
            _reloads.Accept(LabelOf(name));
            return candidate;
        }
        catch (Exception exception)
        {
            // Any exception: no caller above could handle it. Messages of the binder and the validators quote settings
            // only.
            var reason = exception is OptionsValidationException or InvalidOperationException
                ? ConversionFault.Explain(exception.Message)
                : exception.GetType().Name;
            var label = LabelOf(name);
            _reloads.Reject(label, reason);
            LogRejected(label, reason);
            return null;
        }
    }

    private void Notify(string name, TOptions options)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener(options, name);
            }
            catch (Exception exception)
            {
                // This runs on the thread that watches files: no caller there could handle it.
                var label = LabelOf(name);
                LogListenerFailed(exception, label);
            }
        }
    }

    // Options without a name, of which there are several types, would accept each other's rejected changes.
    private static string LabelOf(string name) => name.Length == 0 ? typeof(TOptions).Name : name;

    private static bool Differ(TOptions one, TOptions other) =>
        !string.Equals(JsonSerializer.Serialize(one), JsonSerializer.Serialize(other), StringComparison.Ordinal);

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The changed settings of {Name} are in force.")]
    private partial void LogChanged(string name);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Error,
        Message = "Reloaded settings of {Name} are invalid; the last valid settings stay in force: {Reason}")]
    private partial void LogRejected(string name, string reason);

    [LoggerMessage(
        EventId = 3, Level = LogLevel.Error, Message = "A change listener of the settings of {Name} failed.")]
    private partial void LogListenerFailed(Exception exception, string name);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
