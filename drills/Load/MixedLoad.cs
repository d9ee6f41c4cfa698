using System.Collections.Concurrent;
using Drills.History;

namespace Drills.Load;

/// <summary>
/// A steady mix of reads, keyed writes and batches, in an open loop: a request is sent when it is due, whether earlier
/// ones are answered or not. So a slow answer does not slow the load down, and does not hide the wait of those behind it
/// (coordinated omission).
/// </summary>
internal sealed class MixedLoad(PatientClient client, Recorder recorder, string prefix, int seed)
{
    private const int BatchSize = 5;
    private const int BatchCreates = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, (KeyedWrite Write, string? Location)> _unsettled = new(
        StringComparer.Ordinal);
    private int _writes;

    /// <summary>The patients.</summary>
    public PatientPool Pool { get; } = new();

    /// <summary>Writes of which it is not known whether they were done.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>Creates the first patients and reads each once.</summary>
    public async Task PrepareAsync(int patients)
    {
        for (var number = 0; number < patients; number++)
        {
            await WriteAsync(Create(), intended: null);
        }

        foreach (var patient in Pool.All)
        {
            await client.ReadAsync(patient, intended: null, client: 0);
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
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!_unsettled.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            await Parallel.ForEachAsync(
                _unsettled.Values,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = CancellationToken.None },
                async (pending, _) => await SettleAsync(pending.Write, pending.Location));
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Reads each patient once more.</summary>
    /// <returns>How many were not answered from the primary source.</returns>
    public async Task<int> ReadAllAsync()
    {
        var failed = 0;
        await Parallel.ForEachAsync(
            Pool.All,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (patient, _) =>
            {
                if ((await client.ReadAsync(patient, intended: null, client: 0)).Verdict != Verdict.Right)
                {
                    Interlocked.Increment(ref failed);
                }
            });
        return failed;
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
        < 91 => WriteAsync(Replace(mayWait: false), intended, number),
        < 94 => WriteAsync(Replace(mayWait: true), intended, number),
        < 98 => WriteAsync(Create(), intended, number),
        98 => WriteAsync(CreateMany(), intended, number),
        _ => Pool.TakeForDelete(_random) is { } patient
            ? WriteAsync(Delete(patient), intended, number)
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

    private KeyedWrite Create() => new(
        NextName(), HttpMethod.Post, PatientClient.Patients, [NewPatient()]);

    private KeyedWrite CreateMany() => new(
        NextName(),
        HttpMethod.Post,
        PatientClient.BatchCreate,
        [.. Enumerable.Range(0, BatchCreates).Select(_ => NewPatient())])
    {
        IsBatch = true,
    };

    private KeyedWrite Replace(bool mayWait)
    {
        var patient = Pool.Any(_random);
        return new(
            NextName(),
            HttpMethod.Put,
            $"{PatientClient.Patients}/{patient.Id}",
            [new(OperationKind.Replace, patient.ExternalId, NextName())])
        {
            MayWait = mayWait,
        };
    }

    private KeyedWrite Delete(PoolPatient patient) => new(
        NextName(),
        HttpMethod.Delete,
        $"{PatientClient.Patients}/{patient.Id}",
        [new(OperationKind.Delete, patient.ExternalId, Value: null)]);

    private WriteItem NewPatient() => new(OperationKind.Create, NextName(), NextName());

    private string NextName() => $"{prefix}{Interlocked.Increment(ref _writes)}";
}
