using CsCheck;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Coalescing;

/// <summary>
/// Any order of joining, leaving, abandoning and ending, against a model of a few lines; and many threads at once, with the one promise that matters:
/// nobody gets an answer that was read before they asked.
/// </summary>
public sealed class SharedCallsModelTests
{
    private const int MaxAbandoned = 1;

    private enum Step
    {
        Join,
        Leave,
        Abandon,
        End,
    }

    [Fact]
    public void Steps_InAnyOrder_DoWhatTheModelDoes() => Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 9]).Array[0, 40].Sample(steps =>
    {
        var model = new Model();
        var sent = new ScriptedCalls();
        var calls = new SharedCalls<int, int>(() => MaxAbandoned);
        var places = new List<SharedCall<int>>();
        foreach (var (step, which) in steps)
        {
            switch (step)
            {
                case Step.Join:
                    places.Add(calls.Join(0, sent.SendAsync));
                    model.Join();
                    break;
                case Step.Leave or Step.Abandon when places.Count > 0:
                    var place = which % places.Count;
                    if (step == Step.Abandon)
                    {
                        places[place].LetGoOn();
                    }

                    places[place].Dispose();
                    model.Leave(place, mayGoOn: step == Step.Abandon);
                    break;
                case Step.End when model.Sent > 0:
                    sent[model.Sent - 1].Answer(1);
                    model.End();
                    break;
            }

            Assert.Equal((model.Sent, model.IsBusy ? 1 : 0, model.Abandoned), (sent.Count, calls.Count, calls.Abandoned));
        }
    });

    [Fact]
    public async Task Join_ByManyThreads_NeverGivesAnAnswerOlderThanTheQuestion()
    {
        var clock = 0L;
        var calls = new SharedCalls<int, long>(() => MaxAbandoned);
        await Parallel.ForAsync(0, 20_000, TestContext.Current.CancellationToken, async (number, _) =>
        {
            var asked = Interlocked.Increment(ref clock);
            using var place = calls.Join(number % 3, async token =>
            {
                var read = Interlocked.Increment(ref clock);
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                return read;
            });
            if (number % 7 == 0)
            {
                return;
            }

            Assert.True(await place.Answer > asked);
        });

        await Until.TrueAsync(() => calls is { Count: 0, Abandoned: 0 });
    }

    /// <summary>One key: what runs, what waits, who is where.</summary>
    private sealed class Model
    {
        private readonly List<int> _callOf = [];
        private readonly HashSet<int> _left = [];
        private int _running = -1;
        private int _waiting = -1;
        private int _made;
        private bool _isAbandoned;

        public int Sent { get; private set; }

        public bool IsBusy => _running >= 0;

        public int Abandoned => _isAbandoned ? 1 : 0;

        public void Join()
        {
            if (_running < 0)
            {
                Send(_made++);
            }
            else if (_waiting < 0)
            {
                _waiting = _made++;
            }

            _callOf.Add(_waiting >= 0 ? _waiting : _running);
        }

        public void Leave(int place, bool mayGoOn)
        {
            var call = _callOf[place];
            if (!_left.Add(place) || _callOf.Where((other, index) => other == call && !_left.Contains(index)).Any())
            {
                return;
            }

            if (call == _waiting)
            {
                _waiting = -1;
            }
            else if (call == _running && mayGoOn)
            {
                _isAbandoned = true;
            }
            else if (call == _running)
            {
                End();
            }
        }

        public void End()
        {
            if (_running < 0)
            {
                return;
            }

            (_running, _isAbandoned) = (-1, false);
            if (_waiting >= 0)
            {
                var next = _waiting;
                _waiting = -1;
                Send(next);
            }
        }

        private void Send(int call)
        {
            _running = call;
            Sent++;
        }
    }
}
