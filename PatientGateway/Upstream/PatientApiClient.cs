using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using ServiceDefaults.Caching;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Fallback;
using ServiceDefaults.Http;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Pipelines;

namespace PatientGateway.Upstream;

/// <summary>
/// Client of the patient API. A write that changed a patient or may have done so invalidates the cached responses of
/// that patient.
/// </summary>
internal class PatientApiClient(
    HttpClient http, TimeProvider clock, ICacheInvalidator invalidator, IOptionsMonitor<DependencyOptions> options)
    : PatientReader(http, clock)
{
    private readonly TimeProvider _clock = clock;

    /// <summary>
    /// Sends a write. If an earlier request with the same key is still in flight (such as an attempt that timed out),
    /// the client waits for its end and sends the write again, within the total timeout and the caller's deadline.
    /// </summary>
    public async Task<ApiResponse<PatientResponse>> WriteAsync(PatientWrite write, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        var response = await WriteOnceAsync(write, cancellationToken);
        while (response.Problem?.InFlightFor is { } pause && pause < Left(started))
        {
            await Task.Delay(pause, _clock, cancellationToken);
            response = await WriteAgainAsync(write, cancellationToken);
        }

        return response;
    }

    // If this request fails, the one in flight may still be executed.
    private async Task<ApiResponse<PatientResponse>> WriteAgainAsync(
        PatientWrite write, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteOnceAsync(write, cancellationToken);
        }
        catch (Exception exception)
        {
            exception.SetSideEffects(SideEffects.Possible);
            throw;
        }
    }

    /// <summary>Sends a write once, without waiting for an earlier request with the same key.</summary>
    // Invalidated before sending, so that a gateway that crashes now leaves no outdated cached response; and again
    // afterwards, because a read in between may have seen either version.
    public async Task<ApiResponse<PatientResponse>> WriteOnceAsync(
        PatientWrite write, CancellationToken cancellationToken)
    {
        using var request = RequestOf(write);
        var tracker = SendTracker.Track(
            request, async _ => await InvalidateAsync(InvalidationKind.Changed, write.Tag));
        try
        {
            var response = await SendAsync<PatientResponse>(request, cancellationToken);
            await InvalidateAsync(
                response.ChangeBy(write.Method),
                [write.Tag, response.Value is { } patient ? PatientTags.Of(patient.Id) : null]);
            return response;
        }
        catch (Exception exception) when (!tracker.MayHaveBeenSent)
        {
            exception.SetSideEffects(SideEffects.None);
            throw;
        }
        catch
        {
            await InvalidateAsync(InvalidationKind.Changed, write.Tag);
            throw;
        }
    }

    private static HttpRequestMessage RequestOf(PatientWrite write)
    {
        var request = Request(write.Operation, write.Method, write.Path, write.Payload);
        foreach (var (name, value) in ((string, string?)[])
            [(IdempotencyHeaders.Key, write.Key), (HeaderNames.IfMatch, write.IfMatch), (
                HeaderNames.IfNoneMatch, write.IfNoneMatch)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private async ValueTask InvalidateAsync(InvalidationKind change, params CacheTag?[] tags)
    {
        var known = tags.OfType<CacheTag>().Distinct().ToArray();
        if (known.Length > 0)
        {
            await invalidator.InvalidateAsync(change, known);
        }
    }

    private TimeSpan Left(long started)
    {
        var total = options.Get(ResourceNames.PatientApi).TotalTimeout;
        var own = total.Enabled ? total.Duration - _clock.GetElapsedTime(started) : TimeSpan.MaxValue;
        return RequestDeadline.Current is { } caller && caller.Remaining < own ? caller.Remaining : own;
    }
}
