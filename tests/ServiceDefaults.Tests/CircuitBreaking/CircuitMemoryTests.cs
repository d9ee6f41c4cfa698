using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

public sealed class CircuitMemoryTests
{
    private const int Circuits = 1_000;
    private const int OneKilobyte = 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Circuit_ByItself_TakesLessThanAKilobyte(double rate)
    {
        var options = new CircuitBreakerOptions { FailureRate = rate, SlowCallRate = rate };
        var circuits = new CircuitBreaker[Circuits];
        circuits[0] = new("warm-up", options, TimeProvider.System, static _ => { });

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < Circuits; index++)
        {
            circuits[index] = new("dependency", options, TimeProvider.System, static _ => { });
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Circuits, 1, OneKilobyte);
    }

    [Fact]
    public void EnterAndRecord_OfASuccess_AllocateNothing()
    {
        var circuit = new CircuitBreaker("dependency", new(), TimeProvider.System, static _ => { });
        Succeed(circuit, 1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Succeed(circuit, 1_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Succeed(CircuitBreaker circuit, int times)
    {
        for (var call = 0; call < times; call++)
        {
            circuit.Record(circuit.Enter(out _), CircuitResult.Success);
        }
    }
}
