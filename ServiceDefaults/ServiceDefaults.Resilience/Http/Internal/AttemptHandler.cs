using System.Globalization;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Http.Internal;

/// <summary>Sends with each attempt its number, and how long the caller waits for it.</summary>
internal sealed class AttemptHandler(Func<AttemptTimeoutOptions> timeout) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(DeadlineHeaders.Deadline);
        request.Headers.Remove(DeadlineHeaders.Attempt);
        if (request.GetResilienceContext() is { } context && ExecutionScope.Of(context) is { } scope)
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
