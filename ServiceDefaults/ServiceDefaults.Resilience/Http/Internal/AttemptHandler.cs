using System.Globalization;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Sends with each attempt its number, how long the caller waits for it, and the criticality of what it serves.
/// </summary>
internal sealed class AttemptHandler(Func<AttemptTimeoutOptions> timeout) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(DeadlineHeaders.Deadline);
        request.Headers.Remove(DeadlineHeaders.Attempt);
        request.Headers.Remove(CriticalityHeaders.Criticality);
        var context = request.GetResilienceContext();
        if ((context is null ? Criticality.Current : Criticality.Of(context)) is { } criticality)
        {
            request.Headers.TryAddWithoutValidation(CriticalityHeaders.Criticality, criticality);
        }

        if (context is not null && ExecutionScope.Of(context) is { } scope)
        {
            // An execution that serves a retry says so to the dependency; otherwise the service behind that one would
            // retry again.
            var attempt = Math.Max(scope.BeginAttempt(), scope.ServesRetry ? 2 : 1);
            request.Headers.Add(DeadlineHeaders.Attempt, attempt.ToString(CultureInfo.InvariantCulture));
            if (timeout().Within(scope) is var attemptTimeout && attemptTimeout != TimeSpan.MaxValue)
            {
                request.Headers.Add(DeadlineHeaders.Deadline, DeadlineHeaders.Format(attemptTimeout));
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
