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
}
