using System.Collections.Concurrent;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>Every interleaving of a few threads in a circuit, then many threads in random order.</summary>
public sealed class CircuitConcurrencyTests
{
    private const int Threads = 3;

    // Each thread has three or four steps; those that the schedule leaves over run in order.
    private const int StepsOfAThread = 3;

    private static readonly CircuitBreakerOptions Options = new()
    {
        FailureThreshold = 2,
        BreakDuration = TimeSpan.FromSeconds(1),
        SuccessThreshold = 2,
        MaxProbes = 1,
        ProbeLease = TimeSpan.FromSeconds(60),
    };

    public static TheoryData<CircuitState, CircuitResult[]> Situations => new()
    {
        { CircuitState.Closed, [CircuitResult.Failure, CircuitResult.Failure, CircuitResult.Failure] },
        { CircuitState.Closed, [CircuitResult.Failure, CircuitResult.Success, CircuitResult.Failure] },
        { CircuitState.Open, [CircuitResult.Success, CircuitResult.Success, CircuitResult.Success] },
        { CircuitState.Open, [CircuitResult.Success, CircuitResult.Failure, CircuitResult.Ignored] },
    };

    [Theory]
    [MemberData(nameof(Situations), DisableDiscoveryEnumeration = true)]
    public void EnterAndRecord_InEveryInterleaving_KeepTheInvariants(CircuitState start, CircuitResult[] results)
    {
        var orders = 0;
        foreach (var schedule in Schedules(Threads, StepsOfAThread))
        {
            orders++;
            var run = new Run(start);
            LockStepTimeProvider.Run(
                schedule, run.AssertProbes, [.. results.Select(result => (Action)(() => run.Call(result)))]);
            run.AssertRules(results, schedule);
        }

        Assert.Equal(1_680, orders);
    }

    [Fact]
    public void EnterAndRecord_ByManyThreadsAtOnce_KeepTheInvariants()
    {
        var changes = new ConcurrentQueue<CircuitChange>();
        var options = Options.Clone();
        (options.BreakDuration, options.MaxProbes) = (TimeSpan.FromMilliseconds(1), 2);
        var circuit = new CircuitBreaker("stress", options, TimeProvider.System, changes.Enqueue);
        // A probe of an ended generation does not count any more.
        var probes = new ConcurrentDictionary<long, int>();

        Parallel.For(0, 200_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, call =>
        {
            var permit = circuit.Enter(out _);
            if (!permit.IsAdmitted)
            {
                return;
            }

            if (permit.Probe > 0)
            {
                var most = options.MaxProbes;
                Assert.InRange(probes.AddOrUpdate(permit.Generation, 1, (_, count) => count + 1), 1, most);
                probes.AddOrUpdate(permit.Generation, 0, (_, count) => count - 1);
            }

            circuit.Record(permit, call % 3 == 0 ? CircuitResult.Failure : CircuitResult.Success);
        });

        var inOrder = changes.OrderBy(change => change.Number).ToList();
        Assert.Equal(Enumerable.Range(1, inOrder.Count), inOrder.Select(change => (int)change.Number));
        Assert.All(inOrder.Zip(inOrder.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.Equal(inOrder.Count == 0 ? CircuitState.Closed : inOrder[^1].To, circuit.State);
    }

    // All sequences of the given length in which each thread occurs equally often.
    private static IEnumerable<int[]> Schedules(int threads, int steps) => Words(
        new int[threads * steps], 0, Enumerable.Repeat(steps, threads).ToArray());

    private static IEnumerable<int[]> Words(int[] word, int length, int[] left)
    {
        if (length == word.Length)
        {
            yield return [.. word];
            yield break;
        }

        for (var thread = 0; thread < left.Length; thread++)
        {
            if (left[thread] == 0)
            {
                continue;
            }

            left[thread]--;
            word[length] = thread;
            foreach (var rest in Words(word, length + 1, left))
            {
                yield return rest;
            }

            left[thread]++;
        }
    }

    private sealed class Run
    {
        private readonly LockStepTimeProvider _time = new();
        private readonly List<CircuitChange> _changes = [];
        private readonly CircuitBreaker _circuit;
        private readonly int _before;
        private int _admitted;

        public Run(CircuitState start)
        {
            _circuit = new("lock-step", Options, _time, _changes.Add);
            if (start == CircuitState.Open)
            {
                _circuit.OpenForHealth();
                _time.Advance(Options.BreakDuration);
            }

            _before = _changes.Count;
        }

        public void Call(CircuitResult result)
        {
            var permit = _circuit.Enter(out _);
            if (!permit.IsAdmitted)
            {
                return;
            }

            _admitted++;
            // The call itself: other threads may enter and record meanwhile.
            _time.GetTimestamp();
            _circuit.Record(permit, result);
        }

        public void AssertProbes() => Assert.InRange(_circuit.GetSnapshot().ProbesInFlight, 0, Options.MaxProbes);

        public void AssertRules(CircuitResult[] results, int[] schedule)
        {
            var because = $"schedule {string.Join(' ', schedule)}, changes "
                + $"{string.Join(' ', _changes.Select(change => $"{change.To}:{change.Reason}"))}";
            Assert.True(
                _changes.Select((change, index) => change.Number == index + 1).All(consecutive => consecutive),
                because);
            Assert.True(_changes.Skip(_before).Count(change => change.To == CircuitState.Open) <= 2, because);
            if (_before > 0)
            {
                Assert.Equal(CircuitState.HalfOpen, _changes[_before].To);
                Assert.True(_admitted >= 1, because);
                return;
            }

            Assert.True(_admitted == results.Length || _circuit.State == CircuitState.Open, because);
            // Three failures open a circuit with a threshold of two, in whatever order they are recorded: none is lost.
            Assert.True(results.Contains(CircuitResult.Success) || _circuit.State == CircuitState.Open, because);
        }
    }
}
