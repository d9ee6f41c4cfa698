using System.Globalization;

namespace ServiceDefaults.Tests.Caching;

/// <summary>The process of the tests, for one test that measures all of it.</summary>
[CollectionDefinition(nameof(ProcessMemory), DisableParallelization = true)]
public sealed class ProcessMemory;

/// <summary>However many different things are read, the memory of the process stays what it may be.</summary>
[Collection(nameof(ProcessMemory))]
public sealed class CacheMemoryTests
{
    private const int Copies = 100_000;
    private const int CopyBytes = 2_000;
    private const long Limit = 16L << 20;

    [Fact]
    public async Task Keep_OfAHundredThousandCopies_StaysWithinTwiceTheLimit()
    {
        await using var replica = await Replica.StartAsync(
            redis: null, time: null, ("Caching:MemoryLimit", Limit.ToString(CultureInfo.InvariantCulture)));
        var payload = new string('x', CopyBytes);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var id = 0; id < Copies; id++)
        {
            replica.Keep(id.ToString(CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow(), payload);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kept >> 10} KiB are kept of {(long)Copies * CopyBytes >> 10} KiB; the limit is {Limit >> 10} KiB.");
        Assert.InRange(kept, 0, 2 * Limit);
    }
}
