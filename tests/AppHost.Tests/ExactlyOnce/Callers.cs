using System.Collections.Concurrent;
using System.Net;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// What all callers do: repeat a write under its key until it is settled, and record the final response. When a
/// response says that nothing can have been done, the caller verifies it.
/// </summary>
internal sealed class Callers(HttpClient gateway, PatientDatabase database)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, (KeyedWrite Write, KeyedResponse Response)> _settled = new(
        StringComparer.Ordinal);
    private int _repetitions;
    private int _denials;

    public int Settled => _settled.Count;

    public int Repetitions => Volatile.Read(ref _repetitions);

    /// <summary>
    /// How often a caller was told that nothing can have been done, and the database was there to say the same.
    /// </summary>
    public int Denials => Volatile.Read(ref _denials);

    public IEnumerable<(KeyedWrite Write, KeyedResponse Response)> All => _settled.Values;

    /// <summary>Those that were done.</summary>
    public ILookup<string, (KeyedWrite Write, KeyedResponse Response)> AcknowledgedByPatient =>
        All.Where(settled => settled.Response.IsSuccess).ToLookup(
            settled => settled.Write.ExternalId, StringComparer.Ordinal);

    public async Task<KeyedResponse> WriteAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var response = await RepeatAsync(write, cancellationToken);
        Assert.True(_settled.TryAdd(write.Key, (write, response)), "A key was used for two writes.");
        return response;
    }

    /// <summary>Sends a write, settled or not, until it is answered.</summary>
    public async Task<KeyedResponse> RepeatAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Pause);
        KeyedResponse response;
        var mayHaveSucceeded = false;
        while (!(response = await write.SendAsync(gateway, cancellationToken)).IsFinal)
        {
            // Whatever happened to the system, that is no defect of it.
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.Status);
            Interlocked.Increment(ref _repetitions);
            if (response.IsDenial && !_settled.ContainsKey(write.Key)
                && await database.IsDoneAsync(write.Key, cancellationToken) is { } isDone)
            {
                Assert.False(
                    isDone && !mayHaveSucceeded, "A caller was told that nothing can have been done, and it was.");
                Interlocked.Increment(ref _denials);
            }

            mayHaveSucceeded |= !response.IsDenial;
            await pause.WaitForNextTickAsync(cancellationToken);
        }

        return response;
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
