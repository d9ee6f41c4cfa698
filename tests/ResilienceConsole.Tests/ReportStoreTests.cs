using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResilienceConsole.Reports;

namespace ResilienceConsole.Tests;

public sealed class ReportStoreTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReadHistory _history;
    private readonly ReportStore _store;

    public ReportStoreTests()
    {
        _history = new(_time);
        _store = new(_history, Options.Create(new ReportOptions()), _time);
    }

    [Fact]
    public void Store_OfSeveralProcesses_KeepsTheLastOfEach()
    {
        Report("host/1");
        Report("host/2");
        Report("host/1");

        Assert.Equal(["host/1", "host/2"], _store.All.Select(report => report.Instance));
    }

    [Fact]
    public void IsSilent_AfterFiveSecondsWithoutAReport_IsTrue()
    {
        Report("host/1");

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_store.IsSilent(_store.All[0]));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_store.IsSilent(_store.All[0]));
    }

    [Fact]
    public void All_AfterAMinuteWithoutAReport_OmitsTheProcess()
    {
        Report("host/1");
        _time.Advance(TimeSpan.FromSeconds(40));
        Report("host/2");

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["host/2"], _store.All.Select(report => report.Instance));
    }

    [Fact]
    public void Store_OfTooManyProcesses_RejectsNewOnesAndKeepsTheOthers()
    {
        for (var process = 0; process < 200; process++)
        {
            Assert.True(Report($"host/{process}"));
        }

        Assert.False(Report("host/200"));
        Assert.True(Report("host/7"));
        Assert.Equal(200, _store.All.Count);
    }

    [Fact]
    public void ReadHistory_OfCountsOfTwoProcesses_IsTheSumOfTheirDifferences()
    {
        Report("host/1", primary: 100);
        Report("host/2", primary: 50);
        _time.Advance(TimeSpan.FromSeconds(1));
        Report("host/1", primary: 103, cache: 2);
        Report("host/2", primary: 54);
        _time.Advance(TimeSpan.FromSeconds(1));

        var last = _history.Read()[^1];

        Assert.Equal([7, 0, 2, 0, 0], last);
        Assert.Equal(ReadHistory.Length, _history.Read().Count);
        Assert.Equal(9, _history.Read().Sum(second => second.Sum()));
    }

    [Fact]
    public void ReadHistory_OfARestartedProcess_IsNeverNegative()
    {
        Report("host/1", primary: 100);
        _time.Advance(TimeSpan.FromSeconds(1));
        Report("host/1", primary: 3);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _history.Read().Sum(second => second.Sum()));
    }

    private bool Report(string instance, long primary = 0, long cache = 0) => _store.Store(Samples.Received(
        Samples.Status(instance: instance, reads: Samples.Reads(primary, cache)), _time.GetUtcNow()));
}
