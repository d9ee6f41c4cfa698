using Drills.History;
using Drills.Load;
using Drills.Running;
using Drills.Target;
using StackExchange.Redis;

namespace Drills.Catalog;

/// <summary>Kills the API and changes every cached response in Redis, so that a gateway has nothing else.</summary>
internal sealed class PoisonCache : Drill
{
    private const int Patients = 20;
    private const int QuietRounds = 5;
    private const string Data = "data";

    /// <inheritdoc/>
    public override string Name => "poison-cache";

    /// <inheritdoc/>
    public override string Shows =>
        "The cached responses in Redis are cut off, overwritten and swapped between patients: none is served.";

    /// <inheritdoc/>
    public override async Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        var own = new Recorder();
        var first = new MixedLoad(
            new([drill.System.Gateways[0]], own), own, $"{Name}-own-{drill.Recorder.Now.Ticks}-", seed: 0);
        await first.PrepareAsync(Patients, cancellationToken);
        // First, so that no more responses are cached meanwhile.
        await Task.WhenAll(Replicas.Apis.Select(replica => drill.System.KillAsync(replica, cancellationToken)));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            await drill.System.GetRedisAsync(cancellationToken));
        drill.Numbers["poisoned entries"] = await PoisonAsync(redis, cancellationToken);

        // The second gateway has none of these patients in memory.
        var second = new PatientClient([drill.System.Gateways[1]], own);
        var answers = await Task.WhenAll(first.Pool.All.Select(
            patient => second.ReadAsync(patient, intended: null, client: 0)));
        drill.Numbers["poisoned answers served"] = answers.Count(
            answer => answer.Outcome is Outcome.Ok or Outcome.Stale);
        drill.Numbers["refused instead"] = answers.Count(answer => answer.Verdict == Verdict.Refused);
    }

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        yield return Check.AtLeast("poisoned entries", run.Numbers["poisoned entries"], Patients);
        yield return Check.AtMost("poisoned answers served", run.Numbers["poisoned answers served"], 0);
        yield return Check.AtLeast("refused instead", run.Numbers["refused instead"], Patients);
        yield return Reads.AreStale(run);
    }

    // The gateway writes to Redis behind the answer, so entries may still arrive.
    private static async Task<int> PoisonAsync(ConnectionMultiplexer redis, CancellationToken cancellationToken)
    {
        var poison = new Dictionary<RedisKey, RedisValue>();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var quiet = 0; quiet < QuietRounds; quiet++)
        {
            if (await PoisonOnceAsync(redis, poison) > 0)
            {
                quiet = 0;
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }

        return poison.Count;
    }

    private static async Task<int> PoisonOnceAsync(
        ConnectionMultiplexer redis, Dictionary<RedisKey, RedisValue> poison)
    {
        var (database, poisoned) = (redis.GetDatabase(), 0);
        var previous = (RedisValue)"not what was encrypted";
        foreach (var key in redis.GetServers()[0].Keys(pattern: "copy:*"))
        {
            var data = await database.HashGetAsync(key, Data);
            if (data.IsNull || poison.GetValueOrDefault(key) == data)
            {
                // A write has invalidated it, or it is poisoned.
                continue;
            }

            poison[key] = (poison.Count % 3) switch
            {
                0 => previous,
                1 => ((byte[])data!)[..(int)(data.Length() / 2)],
                _ => "{\"firstName\":\"Mallory\"}",
            };
            await database.HashSetAsync(key, Data, poison[key]);
            (previous, poisoned) = (data, poisoned + 1);
        }

        return poisoned;
    }
}
