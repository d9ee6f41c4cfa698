using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.CircuitBreaking;

public sealed class CircuitOutcomeClassifierTests
{
    private readonly CircuitOutcomeClassifier _judge;

    public CircuitOutcomeClassifierTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddErrors();
        _judge = new(builder.Build().Services.GetRequiredService<IErrorClassifier>());
    }

    public static TheoryData<Exception, CircuitResult> Exceptions => new()
    {
        { new HttpRequestException(HttpRequestError.ConnectionError), CircuitResult.Failure },
        { new HttpRequestException("x", null, HttpStatusCode.InternalServerError), CircuitResult.Ignored },
        { new HttpRequestException("x", null, HttpStatusCode.NotImplemented), CircuitResult.Success },
        { new HttpRequestException("x", null, HttpStatusCode.NotFound), CircuitResult.Success },
        { new SocketException((int)SocketError.ConnectionReset), CircuitResult.Failure },
        { new TimeoutException(), CircuitResult.Failure },
        { new TimeoutRejectedException(), CircuitResult.Failure },
        { new OperationCanceledException(), CircuitResult.Failure },
        { new ResilienceException(ClassifiedErrors.ServiceUnavailable(TimeSpan.Zero)), CircuitResult.Failure },
        { new InvalidOperationException("wrapped", new TimeoutException()), CircuitResult.Failure },
        { new BrokenCircuitException(), CircuitResult.Ignored },
        { new RateLimiterRejectedException(), CircuitResult.Ignored },
        { new ResilienceException(ClassifiedErrors.NotFound), CircuitResult.Ignored },
        { new ResilienceException(ClassifiedErrors.Conflict), CircuitResult.Ignored },
        { new ResilienceException(ClassifiedErrors.SystemBusy()), CircuitResult.Ignored },
        { new ResilienceException(ClassifiedErrors.RateLimit()), CircuitResult.Ignored },
        { new InvalidOperationException("a defect"), CircuitResult.Ignored },
    };

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "batch", "batch", CircuitResult.Ignored)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "batch", null, CircuitResult.Failure)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "batch", "extra", CircuitResult.Failure)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "interactive", "interactive", CircuitResult.Failure)]
    [InlineData(HttpStatusCode.BadGateway, "batch", "batch", CircuitResult.Failure)]
    [InlineData(HttpStatusCode.OK, "batch", "batch", CircuitResult.Success)]
    public void Classify_AResponseWithTheSheddingHeader_IsIgnoredOnlyForASheddableRequest(
        HttpStatusCode status, string shed, string? requested, CircuitResult expected)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation(CriticalityHeaders.Criticality, requested);
        using var response = new HttpResponseMessage(status)
        {
            Headers = { { CriticalityHeaders.Shed, shed } },
            RequestMessage = request,
        };

        Assert.Equal(
            expected,
            _judge.Classify(
                Outcome.FromResult(response),
                ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, CircuitResult.Success)]
    [InlineData(HttpStatusCode.NotModified, CircuitResult.Success)]
    [InlineData(HttpStatusCode.BadRequest, CircuitResult.Success)]
    [InlineData(HttpStatusCode.NotFound, CircuitResult.Success)]
    [InlineData(HttpStatusCode.UnprocessableEntity, CircuitResult.Success)]
    [InlineData(HttpStatusCode.RequestTimeout, CircuitResult.Failure)]
    [InlineData(HttpStatusCode.TooManyRequests, CircuitResult.Ignored)]
    [InlineData(HttpStatusCode.InternalServerError, CircuitResult.Ignored)]
    [InlineData(HttpStatusCode.NotImplemented, CircuitResult.Success)]
    [InlineData(HttpStatusCode.BadGateway, CircuitResult.Failure)]
    [InlineData(HttpStatusCode.ServiceUnavailable, CircuitResult.Failure)]
    [InlineData(HttpStatusCode.GatewayTimeout, CircuitResult.Failure)]
    [InlineData(HttpStatusCode.InsufficientStorage, CircuitResult.Failure)]
    [InlineData((HttpStatusCode)520, CircuitResult.Failure)]
    public void Classify_AResponse_UsesItsStatus(HttpStatusCode status, CircuitResult expected)
    {
        using var response = new HttpResponseMessage(status);

        Assert.Equal(expected, _judge.Classify(Outcome.FromResult(response), Context()));
    }

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Classify_AnException_UsesItsClassification(Exception exception, CircuitResult expected) =>
        Assert.Equal(expected, _judge.Classify(Outcome.FromException<int>(exception), Context()));

    [Fact]
    public void Classify_AResultOfAnyType_IsASuccess() => Assert.Equal(
        CircuitResult.Success, _judge.Classify(Outcome.FromResult(42), Context()));

    [Theory]
    [InlineData(true, 1, CircuitResult.Ignored)]
    [InlineData(false, 11, CircuitResult.Failure)]
    [InlineData(true, 11, CircuitResult.Failure)]
    public void Classify_ACancellation_IsTheCallersOnlyBeforeTheTimeout(
        bool callerLeft, double seconds, CircuitResult expected)
    {
        var time = new FakeTimeProvider();
        using var caller = new CancellationTokenSource();
        var context = Context();
        var scope = new ExecutionScope();
        scope.Begin(time, TimeSpan.FromSeconds(10), servesRetry: false, caller.Token);
        ExecutionScope.Attach(context, scope);
        time.Advance(TimeSpan.FromSeconds(seconds));
        if (callerLeft)
        {
            caller.Cancel();
        }

        Assert.Equal(expected, _judge.Classify(Outcome.FromException<int>(new OperationCanceledException()), context));
    }

    [Fact]
    public void Classify_ACancellationOfUnknownOrigin_IsIgnoredAsTheCallers()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var context = ResilienceContextPool.Shared.Get(source.Token);

        Assert.Equal(
            CircuitResult.Ignored,
            _judge.Classify(Outcome.FromException<int>(new OperationCanceledException(source.Token)), context));
    }

    private static ResilienceContext Context() => ResilienceContextPool.Shared.Get(CancellationToken.None);
}
