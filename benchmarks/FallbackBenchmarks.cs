using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;
using ServiceDefaults.Fallback;

namespace Benchmarks;

/// <summary>What fallbacks add to a read that needs none, and what one costs.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class FallbackBenchmarks
{
    private const int Records = 20_000;

    /// <summary>Copies go to Redis in the background: this is long enough for all of them.</summary>
    private static readonly TimeSpan WritingTime = TimeSpan.FromSeconds(5);

    private readonly PayloadCipher _cipher = new(
        Options.Create(new EncryptionOptions { CurrentKey = "a secret of the benchmarks, 32 or more" }));
    private readonly byte[] _record = new byte[FallbackHost.RecordBytes];
    private readonly byte[] _name = Encoding.UTF8.GetBytes("copy:{0123456789012345678901}:0123456789012345678901");
    private byte[] _encrypted = [];
    private FallbackHost _unchanged = null!;
    private FallbackHost _changing = null!;
    private FallbackHost _memory = null!;
    private FallbackHost _both = null!;
    private FallbackHost _redis = null!;
    private int _next;

    /// <summary>Starts the hosts and has each learn what it will be asked.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _encrypted = _cipher.Encrypt(_record, _name);
        _unchanged = await FallbackHost.WithRedisAsync(("version", "1"));
        _changing = await FallbackHost.WithRedisAsync();
        _memory = await FallbackHost.InMemoryAsync(("version", "1"));
        _both = await FallbackHost.WithRedisAsync(("version", "1"));
        // Next to no memory: what is asked for in turn is never there.
        _redis = await FallbackHost.WithRedisAsync(("version", "1"), ("Caching:MemoryLimit", "1048576"));
        foreach (var host in new[] { _unchanged, _memory, _both })
        {
            await host.Operation.ExecuteAsync(0, CancellationToken.None);
        }

        (_memory.Primary.Fails, _both.Primary.Fails) = (true, true);
    }

    /// <summary>The same, and many records that are in Redis before the first is asked for.</summary>
    [GlobalSetup(Target = nameof(FromRedis))]
    public async Task SetupRedis()
    {
        await Setup();
        for (var id = 0; id < Records; id++)
        {
            await _redis.Operation.ExecuteAsync(id, CancellationToken.None);
        }

        await Task.Delay(WritingTime);
        _redis.Primary.Fails = true;
    }

    /// <summary>Ends the hosts.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        foreach (var host in new[] { _unchanged, _changing, _memory, _both, _redis })
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>The primary itself.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("primary answers")]
    public Task<string?> Alone() => _unchanged.Primary.GetAsync();

    /// <summary>With a fallback, and an answer that is kept already.</summary>
    [Benchmark]
    [BenchmarkCategory("primary answers")]
    public Task<FallbackResult<string?>> Unchanged() => _unchanged.Operation.ExecuteAsync(0, CancellationToken.None);

    /// <summary>
    /// With a fallback, and an answer that is new each time: kept in memory, encrypted and sent to Redis behind the
    /// caller's back.
    /// </summary>
    [Benchmark]
    [BenchmarkCategory("primary answers")]
    public Task<FallbackResult<string?>> Changed() => _changing.Operation.ExecuteAsync(0, CancellationToken.None);

    /// <summary>A failure that is thrown and caught.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("primary fails")]
    public async Task<bool> FailsAlone()
    {
        try
        {
            return await _memory.Primary.GetAsync() is null;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    /// <summary>A cached response from memory, in a service without Redis.</summary>
    [Benchmark]
    [BenchmarkCategory("primary fails")]
    public Task<FallbackResult<string?>> FromMemory() => _memory.Operation.ExecuteAsync(0, CancellationToken.None);

    /// <summary>A cached response from memory, after a check of its invalidations in Redis.</summary>
    [Benchmark]
    [BenchmarkCategory("primary fails")]
    public Task<FallbackResult<string?>> FromMemoryCheckedWithRedis() =>
        _both.Operation.ExecuteAsync(0, CancellationToken.None);

    /// <summary>A cached response from Redis.</summary>
    [Benchmark]
    [BenchmarkCategory("primary fails")]
    public Task<FallbackResult<string?>> FromRedis() => _redis.Operation.ExecuteAsync(
        _next++ % Records, CancellationToken.None);

    /// <summary>Encrypts a record.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("cipher")]
    public byte[] Encrypt() => _cipher.Encrypt(_record, _name);

    /// <summary>Reads it.</summary>
    [Benchmark]
    [BenchmarkCategory("cipher")]
    public DecryptionStatus Decrypt() => _cipher.TryDecrypt(_encrypted, _name, out _);
}
