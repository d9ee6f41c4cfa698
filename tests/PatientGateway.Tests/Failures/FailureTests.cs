using System.Net;
using Microsoft.AspNetCore.Http;
using PatientGateway.Failures;
using PatientGateway.Upstream;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace PatientGateway.Tests.Failures;

public sealed class FailureTests
{
    public static TheoryData<Exception, int, int?> Mapped => new()
    {
        { new BrokenCircuitException("open", TimeSpan.FromSeconds(4.2)), 503, 5 },
        { new BrokenCircuitException("open", TimeSpan.Zero), 503, 1 },
        { new BrokenCircuitException("open"), 503, 5 },
        { new IsolatedCircuitException("isolated"), 503, 5 },
        { new RateLimiterRejectedException(TimeSpan.FromSeconds(3)), 503, 3 },
        { new RateLimiterRejectedException(), 503, 5 },
        { new TimeoutRejectedException(), 504, null },
        { new TimeoutException(), 504, null },
        { new HttpRequestException(HttpRequestError.ConnectionError), 503, 5 },
        { new HttpRequestException(HttpRequestError.ResponseEnded), 503, 5 },
        { new HttpRequestException("unknown"), 503, 5 },
        { new HttpRequestException(HttpRequestError.InvalidResponse), 502, null },
        { new HttpRequestException(HttpRequestError.HttpProtocolError), 502, null },
        { new UpstreamException("refused", HttpStatusCode.ServiceUnavailable), 503, 5 },
        { new UpstreamException("failed", HttpStatusCode.InternalServerError), 502, null },
        { new BadHttpRequestException("slow", 408), 408, null },
    };

    [Theory]
    [MemberData(nameof(Mapped), DisableDiscoveryEnumeration = true)]
    public void Of_AKnownException_GivesStatusAndWaitingTime(Exception exception, int status, int? retryAfterSeconds)
    {
        var failure = Failure.Of(exception);

        Assert.NotNull(failure);
        Assert.Equal(status, failure.Status);
        Assert.Equal(retryAfterSeconds, (int?)failure.RetryAfter?.Delta?.TotalSeconds);
        Assert.DoesNotContain(exception.Message, failure.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Of_AFaultOfOurOwn_GivesNone() => Assert.Null(Failure.Of(new InvalidOperationException()));
}
