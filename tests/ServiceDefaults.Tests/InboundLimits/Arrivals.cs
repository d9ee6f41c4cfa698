using CsCheck;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.InboundLimits.Internal;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>Generators of random windows, and of random requests at random times.</summary>
internal static class Arrivals
{
    private static readonly int[] Periods = [1, 2, 7, 60, 3600];

    public static Gen<InboundWindowOptions> Window(params InboundLimitAlgorithm[] algorithms) => Gen.Select(
        Gen.OneOf(algorithms), Gen.Int[1, 20], Gen.OneOf(Periods), Gen.Int[1, 30],
        (algorithm, permits, seconds, burst) => new InboundWindowOptions
        {
            Algorithm = algorithm,
            Permits = permits,
            Period = TimeSpan.FromSeconds(seconds),
            Burst = algorithm == InboundLimitAlgorithm.TokenBucket ? burst : null,
        });

    /// <summary>One to three windows of any algorithm.</summary>
    public static Gen<InboundWindowOptions[]> Windows { get; } =
        Window(Enum.GetValues<InboundLimitAlgorithm>()).Array[1, 3];

    /// <summary>Requests in bursts, with pauses of about the length of a slice, a window, or longer.</summary>
    public static Gen<(long Wait, int Permits, int Replica)[]> Requests { get; } = Gen.Select(
        Gen.Frequency(
            (5, Gen.Const(0L)),
            (5, Gen.Long[1, 20_000]),
            (5, Gen.Long[20_000, 800_000]),
            (2, Gen.Long[800_000, 8_000_000]),
            (1, Gen.Long[8_000_000, 5_000_000_000])),
        Gen.Frequency((4, Gen.Const(1)), (1, Gen.Int[2, 5])),
        Gen.Int[0, 2]).Array[1, 60];

    public static TierLimits Tier(
        IEnumerable<InboundWindowOptions> windows, int replicas = 1, double multiplier = 1)
    {
        var options = new InboundTierOptions();
        var number = 0;
        foreach (var window in windows)
        {
            options.Windows[$"w{number++}"] = window;
        }

        return new("tier", options, replicas, _ => multiplier);
    }
}
