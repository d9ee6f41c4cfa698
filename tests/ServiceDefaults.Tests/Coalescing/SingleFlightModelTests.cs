using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Coalescing;
using Testing;

namespace ServiceDefaults.Tests.Coalescing;

/// <summary>
/// Random joins, leaves, detaches and completions against a small model; then many threads at once, with the one
/// guarantee that matters: no caller gets a result that was read before its request.
/// </summary>
public sealed class SingleFlightModelTests
{
    private const int MaxBackgroundCalls = 1;

    private enum Step
    {
        Join,
        Leave,
        Abandon,
        ReportSoftTimeout,
        End,
    }

    [Fact]
    public void Steps_InAnyOrder_AgreeWithTheModel() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 9]).Array[0, 40].Sample(steps =>
        {
            var model = new Model();
            var sent = new ScriptedCalls();
            var time = new FakeTimeProvider();
            var calls = new SingleFlight<int, int>(() => MaxBackgroundCalls, time);
            var places = new List<SingleFlightCall<int>>();
            foreach (var (step, which) in steps)
            {
                time.Advance(TimeSpan.FromSeconds(1));
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
                            places[place].Detach();
                        }

                        places[place].Dispose();
                        model.Leave(place, mayGoOn: step == Step.Abandon);
                        break;
                    case Step.ReportSoftTimeout when places.Count > 0:
                        places[which % places.Count].ReportSoftTimeout(TimeSpan.FromSeconds(1));
                        model.ReportSoftTimeout(which % places.Count);
                        break;
                    case Step.End when model.Sent > 0:
                        sent[which % model.Sent].Answer(1);
                        model.End(which % model.Sent);
                        break;
                }

                Assert.Equal(
                    (model.Sent, model.IsBusy ? 1 : 0, model.Abandoned),
                    (sent.Count, calls.Count, calls.BackgroundCalls));
            }
        });

    [Fact]
    public async Task Join_ByManyThreads_NeverReturnsAResultOlderThanTheRequest()
    {
        var clock = 0L;
        var calls = new SingleFlight<int, long>(() => MaxBackgroundCalls);
        await Parallel.ForAsync(0, 20_000, TestContext.Current.CancellationToken, async (number, _) =>
        {
            var startedAt = Interlocked.Increment(ref clock);
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

            Assert.True(await place.Result > startedAt);
        });

        await Eventually.IsTrueAsync(() => calls is { Count: 0, BackgroundCalls: 0 });
    }

    /// <summary>One key: the running call, the waiting call, and their callers.</summary>
    private sealed class Model
    {
        private readonly List<int> _callOf = [];
        private readonly HashSet<int> _left = [];
        private readonly List<int> _sent = [];
        private readonly HashSet<int> _underWay = [];
        private readonly HashSet<int> _slow = [];
        private readonly HashSet<int> _abandoned = [];
        private int _running = -1;
        private int _waiting = -1;
        private int _made;

        public int Sent => _sent.Count;

        public bool IsBusy => _running >= 0;

        public int Abandoned => _abandoned.Count;

        public void Join()
        {
            if (_running < 0)
            {
                Send(_made++);
            }
            else if (_slow.Contains(_running))
            {
                var next = _waiting >= 0 ? _waiting : _made++;
                _waiting = -1;
                Send(next);
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
            else if (_underWay.Contains(call) && mayGoOn && _abandoned.Count < MaxBackgroundCalls)
            {
                _abandoned.Add(call);
            }
            else if (_underWay.Contains(call))
            {
                End(_sent.IndexOf(call));
            }
        }

        public void ReportSoftTimeout(int place)
        {
            if (_sent.Contains(_callOf[place]))
            {
                _slow.Add(_callOf[place]);
            }
        }

        public void End(int number)
        {
            var call = _sent[number];
            _underWay.Remove(call);
            _abandoned.Remove(call);
            if (call != _running)
            {
                return;
            }

            _running = -1;
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
            _sent.Add(call);
            _underWay.Add(call);
        }
    }
}
