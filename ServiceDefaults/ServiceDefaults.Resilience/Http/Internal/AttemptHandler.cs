using System.Globalization;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Http.Internal;

/// <summary>Tells the other side, with each attempt, how long this one will be waited for and which one it is.</summary>
internal sealed class AttemptHandler(Func<AttemptTimeoutOptions> timeout) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(DeadlineHeaders.Deadline);
        request.Headers.Remove(DeadlineHeaders.Attempt);
        if (request.GetResilienceContext() is { } context && ExecutionScope.Of(context) is { } scope)
        {
            // What serves a retry passes that on, or the tier behind the next one would retry again.
            var attempt = Math.Max(scope.BeginAttempt(), scope.ServesRetry ? 2 : 1);
            request.Headers.Add(DeadlineHeaders.Attempt, attempt.ToString(CultureInfo.InvariantCulture));
            if (timeout().Within(scope) is var patience && patience != TimeSpan.MaxValue)
            {
                request.Headers.Add(DeadlineHeaders.Deadline, DeadlineHeaders.Format(patience));
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
