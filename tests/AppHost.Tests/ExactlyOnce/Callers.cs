using System.Collections.Concurrent;
using System.Net;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// Shared by all callers: they retry a write with its key until its outcome is final, and record the final response. If
/// a response says that the write cannot have succeeded, the caller verifies that.
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
    /// How often a response said that the write cannot have succeeded while the database was available to verify it.
    /// </summary>
    public int Denials => Volatile.Read(ref _denials);

    public IEnumerable<(KeyedWrite Write, KeyedResponse Response)> All => _settled.Values;

    /// <summary>The acknowledged writes, by patient.</summary>
    public ILookup<string, (KeyedWrite Write, KeyedResponse Response)> AcknowledgedByPatient =>
        All.Where(settled => settled.Response.IsSuccess).ToLookup(
            settled => settled.Write.ExternalId, StringComparer.Ordinal);

    public async Task<KeyedResponse> WriteAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var response = await RepeatAsync(write, cancellationToken);
        Assert.True(_settled.TryAdd(write.Key, (write, response)), "A key was used for two writes.");
        return response;
    }

    /// <summary>Sends a write, whose outcome may be final already, until it gets a response.</summary>
    public async Task<KeyedResponse> RepeatAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Pause);
        KeyedResponse response;
        var mayHaveSucceeded = false;
        while (!(response = await write.SendAsync(gateway, cancellationToken)).IsFinal)
        {
            // A failure of this kind is always a defect, whatever faults were injected.
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.Status);
            Interlocked.Increment(ref _repetitions);
            if (response.IsDenial && !_settled.ContainsKey(write.Key)
                && await database.IsDoneAsync(write.Key, cancellationToken) is { } isDone)
            {
                Assert.False(
                    isDone && !mayHaveSucceeded, "A response said that the write cannot have succeeded, but it had.");
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
