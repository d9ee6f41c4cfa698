using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using StackExchange.Redis;
using Testing;

namespace ServiceDefaults.Tests.Redis;

public sealed class RedisSpanTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Canary = "canary";

    [Fact]
    public async Task Execute_UnderASpan_IsAChildSpanThatNamesTheCommandOnly()
    {
        using var recorder = new TraceRecorder();
        await using var host = await (await RedisHost.StartAsync(
            server.ConnectionString,
            services => services.ConfigureAll<StackExchangeRedisInstrumentationOptions>(
                options => options.FlushInterval = TimeSpan.FromMilliseconds(50)))).ConnectedAsync();
        using (var parent = new Activity("caller").SetParentId(recorder.Parent).Start())
        {
            await host.Redis.ExecuteAsync(
                "test",
                (database, key) => database.StringSetAsync(key, Canary),
                (RedisKey)Canary,
                TestContext.Current.CancellationToken);
        }

        var spans = await recorder.UntilAsync(
            span => span.Source.Name.Contains("StackExchangeRedis", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        Assert.Contains("SET", spans[^1].DisplayName, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, TraceRecorder.TextOf(spans[^1]), StringComparison.Ordinal);
    }

    // The commands of both are rare, so the spans of tests that run beside this one have other names.
    [Fact]
    public async Task Execute_OutsideASpan_HasNoSpan()
    {
        using var recorder = new TraceRecorder();
        var names = new ConcurrentQueue<string>();
        using var all = new ActivityListener
        {
            ShouldListenTo = source => source.Name.Contains("StackExchangeRedis", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => names.Enqueue(span.DisplayName),
        };
        ActivitySource.AddActivityListener(all);
        await using var host = await (await RedisHost.StartAsync(
            server.ConnectionString,
            services => services.ConfigureAll<StackExchangeRedisInstrumentationOptions>(
                options => options.FlushInterval = TimeSpan.FromMilliseconds(50)))).ConnectedAsync();
        Activity.Current = null;
        await host.Redis.ExecuteAsync(
            "test",
            (database, key) => database.StringBitCountAsync(key),
            (RedisKey)Canary,
            TestContext.Current.CancellationToken);
        using (new Activity("caller").SetParentId(recorder.Parent).Start())
        {
            await host.Redis.ExecuteAsync(
                "test",
                (database, key) => database.StringBitPositionAsync(key, bit: true),
                (RedisKey)Canary,
                TestContext.Current.CancellationToken);
        }

        await recorder.UntilAsync(
            span => span.DisplayName.Contains("BITPOS", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        Assert.DoesNotContain(names, name => name.Contains("BITCOUNT", StringComparison.Ordinal));
    }
}
