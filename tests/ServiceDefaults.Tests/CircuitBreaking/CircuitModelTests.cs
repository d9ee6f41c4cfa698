using CsCheck;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// Random histories of overlapping, hanging and late calls, against the model. CsCheck prints the seed of a failing
/// history; <c>CsCheck_Seed</c> in the environment repeats it.
/// </summary>
public sealed class CircuitModelTests
{
    private const int Histories = 10_000;

    private enum Kind
    {
        Enter,
        Succeed,
        Fail,
        Ignore,
        TimeOutByCaller,
        Wait,
        Configure,
        Isolate,
        Close,
        Health,
    }

    private static readonly Gen<CircuitBreakerOptions> AnyOptions = Gen.Select(
        Gen.Int[0, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Bool, Gen.Int[1, 20], Gen.Int[0, 3], Gen.Bool).Select(
        (failures, successes, probes, rates, seconds, slow, slowRate) => new CircuitBreakerOptions
        {
            FailureThreshold = rates ? failures : Math.Max(1, failures),
            FailureRate = rates ? 0.5 : 0,
            SlowCallThreshold = slow,
            SlowCallRate = slowRate ? 0.6 : 0,
            SlowCallDuration = TimeSpan.FromSeconds(9),
            MinimumCalls = 4,
            Window = TimeSpan.FromSeconds(10),
            SuccessThreshold = successes,
            MaxProbes = probes,
            BreakDuration = TimeSpan.FromSeconds(seconds),
            ProbeLease = TimeSpan.FromSeconds(15),
        });

    // Calls are by far the most frequent, so that most histories reach every state.
    private static readonly Gen<(Kind Kind, int Number)> AnyStep = Gen.Select(
        Gen.Frequency(
            (30, Gen.Const(Kind.Enter)),
            (12, Gen.Const(Kind.Succeed)),
            (18, Gen.Const(Kind.Fail)),
            (6, Gen.Const(Kind.Ignore)),
            (8, Gen.Const(Kind.TimeOutByCaller)),
            (20, Gen.Const(Kind.Wait)),
            (3, Gen.Const(Kind.Configure)),
            (1, Gen.Const(Kind.Isolate)),
            (3, Gen.Const(Kind.Close)),
            (1, Gen.Const(Kind.Health))),
        Gen.Int[0, 1_000_000]);

    [Fact]
    public void Circuit_AnyHistory_AgreesWithTheModel() =>
        Gen.Select(AnyOptions, Gen.Int[1, 8], AnyStep.Array[1, 80]).Sample(
            (options, otherBreak, steps) => new History(options.Clone(), otherBreak).Play(steps),
            iter: Histories);

    private sealed class History(CircuitBreakerOptions options, int otherBreak)
    {
        private readonly CircuitHarness _circuit = new(options);
        private readonly CircuitModel _model = new(options.Clone());
        private readonly List<(CircuitPermit Product, (int, int) Model)> _underWay = [];
        private readonly HashSet<(int, int)> _timedOutByCaller = [];
        private readonly HashSet<(int, int)> _counted = [];

        public bool Play((Kind Kind, int Number)[] steps) => Array.TrueForAll(
            steps, step => Step(step.Kind, step.Number) && Agree());

        private bool Step(Kind kind, int number)
        {
            switch (kind)
            {
                case Kind.Enter:
                    return Enter();
                case Kind.Succeed or Kind.Fail or Kind.Ignore when _underWay.Count > 0:
                    // Any call in flight: so some are recorded late, and some never.
                    Record(number % _underWay.Count, kind);
                    return true;
                case Kind.TimeOutByCaller when _underWay.Count > 0:
                    TimeOutByCaller(number % _underWay.Count);
                    return true;
                case Kind.Wait:
                    Wait(number % 8_000);
                    return true;
                case Kind.Configure:
                    options.BreakDuration = TimeSpan.FromSeconds(otherBreak);
                    options.SuccessThreshold = 1 + (number % 3);
                    _circuit.Circuit.Configure(options);
                    _model.Options = options.Clone();
                    return true;
                case Kind.Isolate:
                    _circuit.Circuit.Isolate();
                    _model.Isolate();
                    return true;
                case Kind.Close:
                    _circuit.Circuit.Close();
                    _model.Close();
                    return true;
                case Kind.Health:
                    _circuit.Circuit.OpenForHealth();
                    _model.Health();
                    return true;
                default:
                    return true;
            }
        }

        private bool Enter()
        {
            var (product, model) = (_circuit.Enter(), _model.Enter());
            if (product.IsAdmitted && model is { } permit)
            {
                _underWay.Add((product, permit));
            }

            return product.IsAdmitted == model.HasValue;
        }

        private void Record(int index, Kind kind)
        {
            var (product, model) = _underWay[index];
            _underWay.RemoveAt(index);
            var result = kind switch
            {
                Kind.Succeed => CircuitResult.Success,
                Kind.Fail => CircuitResult.Failure,
                _ => CircuitResult.Ignored,
            };
            _circuit.Circuit.Record(product, result, isCounted: _counted.Contains(model));
            _model.Record(model, result);
        }

        // A caller stops waiting once.
        private void TimeOutByCaller(int index)
        {
            var (product, model) = _underWay[index];
            if (_timedOutByCaller.Add(model))
            {
                if (_circuit.Circuit.RecordSoftTimeout(product, out _))
                {
                    _counted.Add(model);
                }

                _model.TimeOutByCaller(model);
            }
        }

        private void Wait(int milliseconds)
        {
            _circuit.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            _model.Now += milliseconds;
        }

        private bool Agree()
        {
            var snapshot = _circuit.Circuit.GetSnapshot();
            _model.ExpireProbes();
            var (calls, failures, slow) = _model.InWindow;
            return snapshot.State == _model.State
                && snapshot.ConsecutiveFailures == _model.Row
                && snapshot.ProbeSuccesses == _model.ProbeSuccesses
                && snapshot.ProbesInFlight == _model.ProbesInFlight
                && snapshot.OpensInWindow == _model.Openings
                && (snapshot.NextAttempt - _circuit.Time.Start)?.TotalMilliseconds == _model.BreakEnds
                && snapshot.Calls == calls
                && Math.Abs((snapshot.FailureRate * calls) - Math.Min(failures, calls)) < 0.001
                && (calls == 0 || Math.Abs((snapshot.SlowCallRate * calls) - slow) < 0.001)
                && snapshot.ConsecutiveSlowCalls == _model.SlowRow
                && IsOneStory(_circuit.Changes);
        }

        private static bool IsOneStory(IReadOnlyList<CircuitChange> changes) =>
            changes.Select((change, index) => change.Number == index + 1
                && change.From == (index == 0 ? CircuitState.Closed : changes[index - 1].To)).All(fits => fits);
    }
}
