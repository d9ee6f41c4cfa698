using System.Globalization;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Test collection that runs alone, for the test that measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(ProcessMemory), DisableParallelization = true)]
public sealed class ProcessMemory;

/// <summary>The cache's memory stays within its limit, however many different responses are read.</summary>
[Collection(nameof(ProcessMemory))]
public sealed class CacheMemoryTests
{
    private const int Responses = 100_000;
    private const int ResponseBytes = 2_000;
    private const long Limit = 16L << 20;

    [Fact]
    public async Task Store_OfAHundredThousandResponses_StaysWithinTwiceTheLimit()
    {
        await using var replica = await Replica.StartAsync(
            redis: null, time: null, ("Caching:MemoryLimit", Limit.ToString(CultureInfo.InvariantCulture)));
        var payload = new string('x', ResponseBytes);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var id = 0; id < Responses; id++)
        {
            replica.Store(id.ToString(CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow(), payload);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kept >> 10} KiB are stored of {(long)Responses * ResponseBytes >> 10} KiB; "
                + $"the limit is {Limit >> 10} KiB.");
        Assert.InRange(kept, 0, 2 * Limit);
    }
}
