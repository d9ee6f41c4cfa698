using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Bearer.Internal;

/// <summary>
/// The discovery document and the keys of the identity provider. They are read at start and in the background, never by
/// a request: while the provider is unavailable, the keys that are known apply, and without any key a request gets 503
/// and not 401.
/// </summary>
internal sealed partial class IdentityProviderKeys(
    IdentityProviderClient client,
    IOptions<BearerOptions> options,
    TimeProvider time,
    ILogger<IdentityProviderKeys> logger) : BackgroundService, IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _refresh = new(0, 1);
    private readonly TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OpenIdConnectConfiguration? _current;
    private volatile bool _isFailing;

    /// <summary>
    /// The failure of a token whose key is unknown, if the keys could not be read last time: the token may be good.
    /// </summary>
    public ResilienceException? Unavailability => _isFailing ? Unavailable() : null;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (_current is null)
        {
            // Requests that arrive while the host starts wait for the first attempt only.
            await _attempted.Task.WaitAsync(cancel).ConfigureAwait(false);
        }

        return _current ?? throw Unavailable();
    }

    /// <summary>
    /// Called for a token with an unknown key. Strangers can send those, so this has a minimum interval.
    /// </summary>
    public void RequestRefresh()
    {
        if (_refresh.CurrentCount == 0)
        {
            try
            {
                _refresh.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another request has asked at the same time.
            }
        }
    }

    public override void Dispose()
    {
        _refresh.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var succeeded = await TryReadAsync(stoppingToken).ConfigureAwait(false);
            _isFailing = !succeeded;
            _attempted.TrySetResult();
            await WaitAsync(succeeded ? MinimumInterval : RetryDelay, stoppingToken).ConfigureAwait(false);
            if (succeeded)
            {
                await WaitForRefreshAsync(stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private static ResilienceException Unavailable() => new(ClassifiedErrors.ServiceUnavailable(RetryDelay));

    private async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        var authority = options.Value.Authority!.AbsoluteUri.TrimEnd('/');
        try
        {
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                $"{authority}/.well-known/openid-configuration", client, cancellationToken).ConfigureAwait(false);
            if (!string.Equals(read.Issuer.TrimEnd('/'), authority, StringComparison.Ordinal)
                || read.SigningKeys.Count == 0)
            {
                LogUnusable(logger, read.SigningKeys.Count);
                return false;
            }

            _current = read;
            LogRead(logger, read.SigningKeys.Count);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever was wrong with the answer, the keys that are known go on applying.
            LogFailed(
                logger,
                SafeExceptionText.Types(exception),
                _current is null ? "no keys are known" : "the known keys apply");
            return false;
        }
    }

    private async Task WaitForRefreshAsync(CancellationToken cancellationToken)
    {
        using var interval = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var elapsed = WaitAsync(options.Value.RefreshInterval, interval.Token);
        await Task.WhenAny(elapsed, _refresh.WaitAsync(interval.Token)).ConfigureAwait(false);
        await interval.CancelAsync().ConfigureAwait(false);
    }

    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, time, cancellationToken);

    [LoggerMessage(1, LogLevel.Information, "Read {Count} signing keys of the identity provider.")]
    private static partial void LogRead(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "Reading the keys of the identity provider failed: {Error}; {Consequence}.")]
    private static partial void LogFailed(ILogger logger, string error, string consequence);

    [LoggerMessage(3, LogLevel.Error, "The discovery document of the identity provider names another issuer than "
        + "Authentication:Bearer:Authority, or no keys (it names {Count}); it is not used.")]
    private static partial void LogUnusable(ILogger logger, int count);
}
