using System.Collections.Concurrent;
using Drills.History;

namespace Drills.Load;

/// <summary>
/// A steady mix of reads, keyed writes and batches, in an open loop: a request is sent when it is due, whether earlier
/// ones are answered or not. So a slow answer does not slow the load down, and does not hide the wait of those behind
/// it (coordinated omission).
/// </summary>
internal sealed class MixedLoad(PatientClient client, Recorder recorder, string prefix, int seed)
{
    private const int BatchSize = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, (KeyedWrite Write, string? Location)> _unsettled = new(
        StringComparer.Ordinal);
    private readonly WriteFactory _writes = new(prefix);

    /// <summary>The patients.</summary>
    public PatientPool Pool { get; } = new();

    /// <summary>Writes of which it is not known whether they were done.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>
    /// Creates the first patients and reads each once, from the primary source. An earlier drill may have left circuits
    /// open, so it repeats what fails until the token is cancelled.
    /// </summary>
    /// <exception cref="InvalidOperationException">The system is not healthy in time.</exception>
    public async Task PrepareAsync(int patients, CancellationToken cancellationToken)
    {
        while (Pool.All.Count < patients && !cancellationToken.IsCancellationRequested)
        {
            await WriteAsync(_writes.Create(), intended: null);
        }

        if (await ReadAllAsync(cancellationToken) > 0 || Pool.All.Count < patients)
        {
            throw new InvalidOperationException(
                $"The system is not healthy: {Pool.All.Count} of {patients} patients were created and read in time.");
        }
    }

    /// <summary>Sends requests at the rate until the token is cancelled, and waits for the last answers.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="cancellationToken">The end of the load.</param>
    public async Task RunAsync(double rate, CancellationToken cancellationToken)
    {
        var start = recorder.Now;
        var running = new ConcurrentDictionary<Task, bool>();
        for (long sent = 0; !cancellationToken.IsCancellationRequested;)
        {
            for (; start + TimeSpan.FromSeconds(sent / rate) <= recorder.Now; sent++)
            {
                var request = SendAsync(start + TimeSpan.FromSeconds(sent / rate), (int)sent);
                running.TryAdd(request, true);
                _ = request.ContinueWith(
                    done => running.TryRemove(done, out _),
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
        }

        await Task.WhenAll(running.Keys);
    }

    /// <summary>
    /// Repeats the writes of unknown outcome, with their keys, until they are settled or the token is cancelled.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Retry);
        while (!_unsettled.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            await Parallel.ForEachAsync(
                _unsettled.Values,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = CancellationToken.None },
                async (pending, _) => await SettleAsync(pending.Write, pending.Location));
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Reads each patient from the primary source, again until the token is cancelled.</summary>
    /// <returns>How many could not be read.</returns>
    public async Task<int> ReadAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PoolPatient> left = Pool.All;
        using var pause = new PeriodicTimer(Retry);
        do
        {
            var unread = new ConcurrentBag<PoolPatient>();
            await Parallel.ForEachAsync(
                left,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = CancellationToken.None },
                async (patient, _) =>
                {
                    if ((await client.ReadAsync(patient, intended: null, client: 0)).Verdict != Verdict.Right)
                    {
                        unread.Add(patient);
                    }
                });
            left = [.. unread];
        }
        while (left.Count > 0 && !cancellationToken.IsCancellationRequested
            && await pause.WaitForNextTickAsync(CancellationToken.None));
        return left.Count;
    }

    private async Task SettleAsync(KeyedWrite write, string? location)
    {
        if (location is null)
        {
            await WriteAsync(write, intended: null);
            return;
        }

        // 202 is ambiguous until its operation is done.
        var state = await client.GetStateAsync(location);
        if (state == "succeeded")
        {
            client.RecordDelivery(write);
        }

        if (state is "succeeded" or "failed")
        {
            _unsettled.TryRemove(write.Key, out _);
        }
    }

    private Task SendAsync(TimeSpan intended, int number) => _random.Next(100) switch
    {
        < 62 => client.ReadAsync(Pool.Any(_random), intended, number),
        < 68 => client.ReadManyAsync(
            [.. Enumerable.Range(0, BatchSize).Select(_ => Pool.Any(_random)).Distinct()], intended, number),
        < 91 => WriteAsync(_writes.Replace(Pool.Any(_random), mayWait: false), intended, number),
        < 94 => WriteAsync(_writes.Replace(Pool.Any(_random), mayWait: true), intended, number),
        < 98 => WriteAsync(_writes.Create(), intended, number),
        98 => WriteAsync(_writes.CreateMany(), intended, number),
        _ => Pool.TakeForDelete(_random) is { } patient
            ? WriteAsync(_writes.Delete(patient), intended, number)
            : client.ReadAsync(Pool.Any(_random), intended, number),
    };

    private async Task WriteAsync(KeyedWrite write, TimeSpan? intended, int number = 0)
    {
        var answers = await client.WriteAsync(write, intended, number);
        foreach (var (item, answer) in write.Items.Zip(answers))
        {
            if (item.Kind == OperationKind.Create && answer is { Outcome: Outcome.Ok, Id: { } id })
            {
                Pool.Add(new(item.Patient, id));
            }
        }

        if (answers.FirstOrDefault(answer => answer.Outcome is Outcome.Ambiguous or Outcome.Failed) is { } unknown)
        {
            _unsettled[write.Key] = (write, unknown.Status == 202 ? unknown.Location : null);
        }
        else
        {
            _unsettled.TryRemove(write.Key, out _);
        }
    }
}
