using System.Collections.Concurrent;
using System.Net;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>What all callers do: repeat a write under its key until it is settled. What they were told in the end is kept.</summary>
internal sealed class Callers(HttpClient gateway)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, (KeyedWrite Write, KeyedAnswer Answer)> _settled = new(StringComparer.Ordinal);
    private int _repetitions;

    public int Settled => _settled.Count;

    public int Repetitions => Volatile.Read(ref _repetitions);

    public IEnumerable<(KeyedWrite Write, KeyedAnswer Answer)> All => _settled.Values;

    /// <summary>Those that were done.</summary>
    public ILookup<string, (KeyedWrite Write, KeyedAnswer Answer)> AcknowledgedByPatient =>
        All.Where(settled => settled.Answer.IsSuccess).ToLookup(settled => settled.Write.ExternalId, StringComparer.Ordinal);

    public async Task<KeyedAnswer> WriteAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var answer = await RepeatAsync(write, cancellationToken);
        Assert.True(_settled.TryAdd(write.Key, (write, answer)), "A key was used for two writes.");
        return answer;
    }

    /// <summary>Sends a write, settled or not, until it is answered.</summary>
    public async Task<KeyedAnswer> RepeatAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Pause);
        KeyedAnswer answer;
        while (!(answer = await write.SendAsync(gateway, cancellationToken)).IsFinal)
        {
            // Whatever happened to the system, that is no defect of it.
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.Status);
            Interlocked.Increment(ref _repetitions);
            await pause.WaitForNextTickAsync(cancellationToken);
        }

        return answer;
    }

    public async Task WaitUntilSettledAsync(int writes, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Settled < writes)
        {
            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }
}
