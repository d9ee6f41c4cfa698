using System.Threading.RateLimiting;
using CsCheck;
using ServiceDefaults.Bulkheads;

namespace ServiceDefaults.Tests.Bulkheads;

/// <summary>
/// Random acquires, releases, cancellations and resizes, against a model of a list and a queue. A failure prints the
/// seed that repeats it.
/// </summary>
public sealed class BulkheadModelTests
{
    private enum Kind
    {
        Acquire,
        Release,
        Cancel,
        Resize,
    }

    [Fact]
    public void Bulkhead_AnyInterleaving_AgreesWithASimpleModel()
    {
        var kinds = Gen.Frequency(
            (5, Gen.Const(Kind.Acquire)),
            (4, Gen.Const(Kind.Release)),
            (2, Gen.Const(Kind.Cancel)),
            (1, Gen.Const(Kind.Resize)));
        var step = Gen.Select(kinds, Gen.Int[0, 99], Gen.Int[1, 5], Gen.Int[0, 4]);
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4], step.List[1, 50]).Sample(
            (places, queue, steps) =>
            {
                var play = new Play(places, queue);
                return steps.TrueForAll(one => play.Step(one.Item1, one.Item2, one.Item3, one.Item4));
            },
            iter: 10_000);
    }

    /// <summary>The bulkhead and its model; operations are identified by number.</summary>
    private sealed class Play(int places, int queue)
    {
        private readonly Bulkhead _bulkhead = BulkheadTests.Make(places, queue);
        private readonly List<(Task<RateLimitLease> Entering, CancellationTokenSource Impatience)> _operations = [];
        private readonly List<int> _inside = [];
        private readonly List<int> _waiting = [];
        private readonly HashSet<int> _rejected = [];
        private readonly HashSet<int> _cancelled = [];
        private int _places = places;
        private int _queue = queue;

        public bool Step(Kind kind, int choice, int newPlaces, int newQueue)
        {
            switch (kind)
            {
                case Kind.Acquire:
                    Acquire();
                    break;
                case Kind.Release when _inside.Count > 0:
                    var leaver = _inside[choice % _inside.Count];
                    _inside.Remove(leaver);
                    Admit();
                    _operations[leaver].Entering.Result.Dispose();
                    break;
                case Kind.Cancel when _waiting.Count > 0:
                    var impatient = _waiting[choice % _waiting.Count];
                    _waiting.Remove(impatient);
                    _cancelled.Add(impatient);
                    _operations[impatient].Impatience.Cancel();
                    break;
                case Kind.Resize:
                    (_places, _queue) = (newPlaces, newQueue);
                    Admit();
                    _bulkhead.Resize(new() { MaxConcurrency = newPlaces, QueueLimit = newQueue });
                    break;
                default:
                    break;
            }

            return Agree();
        }

        private void Acquire()
        {
            var impatience = new CancellationTokenSource();
            var number = _operations.Count;
            _operations.Add((_bulkhead.AcquireAsync(impatience.Token).AsTask(), impatience));
            if (_inside.Count < _places)
            {
                _inside.Add(number);
            }
            else if (_waiting.Count < _queue)
            {
                _waiting.Add(number);
            }
            else
            {
                _rejected.Add(number);
            }
        }

        private void Admit()
        {
            while (_inside.Count < _places && _waiting.Count > 0)
            {
                _inside.Add(_waiting[0]);
                _waiting.RemoveAt(0);
            }
        }

        // An operation that was just admitted or cancelled continues on another thread; a waiting one must not have
        // ended.
        private bool Agree() =>
            _bulkhead.GetStatistics() == new BulkheadStatistics(
                _inside.Count, _waiting.Count, _places, _queue, _rejected.Count)
            && _inside.TrueForAll(number => Ended(number).Result.IsAcquired)
            && _rejected.All(number => !Ended(number).Result.IsAcquired)
            && _cancelled.All(number => Ended(number).IsCanceled)
            && _waiting.TrueForAll(number => !_operations[number].Entering.IsCompleted);

        private Task<RateLimitLease> Ended(int number)
        {
            var entering = _operations[number].Entering;
            Assert.True(
                ((IAsyncResult)entering).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10)),
                $"Operation {number} is still waiting.");
            return entering;
        }
    }
}
