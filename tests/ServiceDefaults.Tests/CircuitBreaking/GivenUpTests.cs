using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Fallback;
using ServiceDefaults.Tests.Fallback;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>A call that was given up as too slow says so, however it ends: its caller has taken a copy, and the dependency has not answered in time.</summary>
public sealed class GivenUpTests
{
    private const int Calls = 4;

    [Theory]
    [InlineData(CircuitResult.Ignored)]
    [InlineData(CircuitResult.Success)]
    public void Record_GivenUpWhereSlownessCounts_Opens(CircuitResult result)
    {
        var harness = Harness(slowCallRate: 0.5);

        GiveUp(harness, result, Calls);

        Assert.Equal("Open:SlowCallRate", harness.Story);
    }

    [Theory]
    [InlineData(CircuitResult.Ignored, 0)]
    [InlineData(CircuitResult.Success, 0)]
    public void Record_GivenUpWhereSlownessDoesNotCount_IsAsWithout(CircuitResult result, int failures)
    {
        var harness = Harness(slowCallRate: 0);

        GiveUp(harness, result, 10 * Calls);

        Assert.Equal((CircuitState.Closed, failures), (harness.State, harness.Circuit.GetSnapshot().ConsecutiveFailures));
    }

    [Fact]
    public void Record_ProbeThatIsGivenUp_OpensAgain()
    {
        var harness = Harness(slowCallRate: 0.5);
        GiveUp(harness, CircuitResult.Ignored, Calls);
        harness.Wait(harness.Options.BreakDuration.TotalSeconds);

        GiveUp(harness, CircuitResult.Ignored, 1);

        Assert.Equal(CircuitState.Open, harness.State);
    }

    [Fact]
    public async Task Read_GivenUpForACopy_OpensTheCircuitOfTheDependencyThatHangs()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CircuitBreaker:SlowCallRate"] = "0.5",
            ["CircuitBreaker:MinimumCalls"] = $"{Calls}",
            ["CircuitBreaker:FailureThreshold"] = "100",
            ["RateLimit:Enabled"] = "false",
        };
        await using var host = await FallbackHost.StartOverAsync("slow", settings);
        await host.KnowAsync();
        host.Primary.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return null;
        };

        for (var call = 0; call < 2 * Calls; call++)
        {
            var asking = host.AskAsync();
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(DataSource.Cache, (await asking).Source);
            host.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await Pipelines.Until.TrueAsync(() => host.Host.Get<ICircuitRegistry>().TryGet("slow", out var circuit) && circuit.State == CircuitState.Open);
    }

    private static CircuitHarness Harness(double slowCallRate) => new(new()
    {
        SlowCallRate = slowCallRate,
        SlowCallDuration = TimeSpan.FromSeconds(2),
        MinimumCalls = Calls,
        FailureThreshold = 3,
        BreakDuration = TimeSpan.FromSeconds(10),
    });

    private static void GiveUp(CircuitHarness harness, CircuitResult result, int times)
    {
        for (var call = 0; call < times; call++)
        {
            harness.Circuit.Record(harness.EnterAdmitted(), result, isGivenUp: true);
        }
    }
}
