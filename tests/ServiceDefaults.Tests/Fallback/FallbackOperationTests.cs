using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>When the primary's result is returned, when a fallback is, and how the result is labelled.</summary>
public sealed class FallbackOperationTests
{
    public static TheoryData<Exception> Passing =>
    [
        new HttpRequestException("no connection"),
        new HttpRequestException("no connection", new SocketException((int)SocketError.ConnectionRefused)),
        new TimeoutRejectedException(),
        new BrokenCircuitException(),
        new IsolatedCircuitException(),
        new RateLimiterRejectedException(),
        Status(HttpStatusCode.RequestTimeout),
        Status(HttpStatusCode.TooManyRequests),
        Status(HttpStatusCode.InternalServerError),
        Status(HttpStatusCode.BadGateway),
        Status(HttpStatusCode.ServiceUnavailable),
        Status(HttpStatusCode.GatewayTimeout),
        Status(HttpStatusCode.InsufficientStorage),
    ];

    public static TheoryData<Exception> Lasting =>
    [
        Status(HttpStatusCode.BadRequest),
        Status(HttpStatusCode.Unauthorized),
        Status(HttpStatusCode.Forbidden),
        Status(HttpStatusCode.NotFound),
        Status(HttpStatusCode.Conflict),
        Status(HttpStatusCode.UnprocessableEntity),
        Status(HttpStatusCode.NotImplemented),
        Status(HttpStatusCode.HttpVersionNotSupported),
        new InvalidCastException(),
    ];

    [Fact]
    public async Task Execute_HealthyPrimary_IsAlwaysCalledAndAsOfIsTheTimeBeforeTheCall()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync("old");
        var sentAt = host.Time.GetUtcNow();
        host.Primary.Respond = (_, _) =>
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(300));
            return Task.FromResult<string?>("new");
        };

        var result = await host.ExecuteAsync();

        Assert.Equal(new FallbackResult<string?>(
            "new", DataSource.Primary, sentAt, TimeSpan.FromMilliseconds(300), IsDegraded: false), result);
    }

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task Execute_TransientFailure_ReturnsTheCachedResponseWithItsAge(Exception failure)
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        var asOf = host.Time.GetUtcNow();
        host.Time.Advance(TimeSpan.FromSeconds(42));
        host.Primary.Fail(failure);

        var result = await host.ExecuteAsync();

        Assert.Equal(
            new FallbackResult<string?>("ada", DataSource.Cache, asOf, TimeSpan.FromSeconds(42), IsDegraded: true),
            result);
    }

    [Theory]
    [MemberData(nameof(Lasting), DisableDiscoveryEnumeration = true)]
    public async Task Execute_NonTransientFailure_IsThrownToTheCaller(Exception failure)
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        host.Primary.Fail(failure);

        Assert.Same(failure, await Assert.ThrowsAnyAsync<Exception>(() => host.ExecuteAsync()));
    }

    [Fact]
    public async Task Execute_NothingCached_ThrowsThePrimarysFailure()
    {
        await using var host = await FallbackHost.StartAsync();
        var failure = new HttpRequestException("no connection");
        host.Primary.Fail(failure);

        Assert.Same(failure, await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync()));
    }

    [Fact]
    public async Task Execute_CachedResponseOlderThanMaxStale_IsNotReturned()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        host.Primary.Fail(new HttpRequestException());

        host.Time.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal("ada", (await host.ExecuteAsync()).Value);
        host.Time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync());
    }

    [Fact]
    public async Task Execute_CancelledByTheCaller_ThrowsWithoutAFallback()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        using var gone = new CancellationTokenSource();
        var never = new TaskCompletionSource<string?>();
        host.Primary.Respond = (_, _) => never.Task;
        var reading = host.ExecuteAsync(cancellationToken: gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Execute_StrategyThatThrows_IsSkippedAndLogged()
    {
        await using var host = await FallbackHost.StartAsync(operation => operation
            .ThenService<Answers>((_, _, _) => throw new InvalidCastException())
            .ThenCache(new JsonResultSerializer<string>()));
        await host.CacheResponseAsync();
        host.Primary.Fail(new HttpRequestException());

        Assert.Equal(DataSource.Cache, (await host.ExecuteAsync()).Source);
        Assert.Contains(host.Host.Logs.GetSnapshot(), entry =>
            entry.Level == LogLevel.Warning && entry.Message.Contains(
                "Fallback strategy service of find failed: InvalidCastException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Execute_OneKeyByManyCallers_SharesCalls()
    {
        await using var host = await FallbackHost.StartAsync();
        var first = new TaskCompletionSource<string?>();
        host.Primary.Respond = (_, _) => first.Task;
        var reads = Enumerable.Range(0, 500).Select(_ => host.ExecuteAsync()).ToList();
        host.Primary.Respond = (_, _) => Task.FromResult<string?>("second");

        first.SetResult("first");

        var values = (await Task.WhenAll(reads)).GroupBy(result => result.Value, StringComparer.Ordinal).ToDictionary(
            group => group.Key!, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal((2, 1, 499), (host.Primary.Count, values["first"], values["second"]));
    }

    private static HttpRequestException Status(HttpStatusCode status) => new("no", inner: null, status);
}
