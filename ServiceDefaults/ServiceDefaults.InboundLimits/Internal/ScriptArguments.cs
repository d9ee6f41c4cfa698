using System.Globalization;
using StackExchange.Redis;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>Writes the arguments of the script, and reads its results.</summary>
internal static class ScriptArguments
{
    // A lease has at most a tenth of what is left, divided by the replicas.
    private const int LeaseDivisor = 10;

    // Beyond the time for which the last slice counts.
    private const long MarginMilliseconds = 1000;

    public static RedisValue[] Write(SharedRequest request, int replicas)
    {
        var windows = request.Set.Windows;
        var arguments = new RedisValue[
            InboundLimitScript.CommonArguments + (windows.Length * InboundLimitScript.ArgumentsPerWindow)];
        arguments[0] = request.Permits;
        arguments[1] = request.Wanted;
        arguments[2] = LeaseDivisor * replicas;
        // That of the whole tier: the hash has the windows of other policies, too.
        arguments[3] = (request.Set.Tier.Retention / 1000) + MarginMilliseconds;
        arguments[4] = request.Unused;
        for (var index = 0; index < windows.Length; index++)
        {
            var at = InboundLimitScript.CommonArguments + (index * InboundLimitScript.ArgumentsPerWindow);
            var (slice, counted, rate) = windows[index].Shared switch
            {
                SlicedRule sliced => (sliced.Slice, sliced.Counted, 0),
                BucketRule bucket => (bucket.Token, 0, bucket.Permits),
                var other => throw new NotSupportedException(other.GetType().Name),
            };
            arguments[at] = windows[index].Field;
            arguments[at + 1] = windows[index].Shared.Limit;
            arguments[at + 2] = slice;
            arguments[at + 3] = counted;
            arguments[at + 4] = rate;
            arguments[at + 5] = request.Unused > 0 ? request.Slices[index] : -1;
        }

        return arguments;
    }

    public static SharedAnswer Read(WindowSet set, RedisResult result, long sent, long received)
    {
        var numbers = (long[]?)result;
        var expected = InboundLimitScript.CommonResults + (set.Windows.Length * InboundLimitScript.ResultsPerWindow);
        if (numbers?.Length != expected)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The script returned {numbers?.Length} numbers instead of {expected}."));
        }

        var windows = new InboundLimitWindow[set.Windows.Length];
        var slices = new long[windows.Length];
        for (var index = 0; index < windows.Length; index++)
        {
            var at = InboundLimitScript.CommonResults + (index * InboundLimitScript.ResultsPerWindow);
            windows[index] = new()
            {
                Name = set.Windows[index].Name,
                Limit = set.Windows[index].Shared.Limit,
                Period = set.Windows[index].Period,
                Remaining = (int)numbers[at],
                ResetAfter = TimeSpan.FromMicroseconds(numbers[at + 1]),
                IsViolated = numbers[at + 2] != 0,
                RetryAfter = numbers[at + 2] < 0 ? null : TimeSpan.FromMicroseconds(numbers[at + 2]),
            };
            slices[index] = numbers[at + 3];
        }

        // A hundredth less, for a clock of this machine that runs slower than that of the server.
        var lifetime = TimeSpan.FromMicroseconds(numbers[2] - (numbers[2] / 100));
        return new(numbers[0] == 1, (int)numbers[1], lifetime, windows, slices, sent, received);
    }
}
