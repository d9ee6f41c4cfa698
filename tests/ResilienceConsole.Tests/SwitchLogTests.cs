using Microsoft.Extensions.Time.Testing;
using ResilienceConsole.Controls;
using ResilienceConsole.Reports;

namespace ResilienceConsole.Tests;

public sealed class SwitchLogTests
{
    private static readonly InstanceReport First = Samples.Received(Samples.Status(instance: "host/1"), default);
    private static readonly InstanceReport Second = Samples.Received(Samples.Status(instance: "host/2"), default);

    private readonly SwitchLog _log = new(new FakeTimeProvider());

    [Fact]
    public void TakePending_OfEachProcess_ReturnsASwitchOnce()
    {
        _log.Add(new("patient-gateway", "close-circuit", "patient-api"), [First, Second]);

        Assert.Equal("close-circuit", Assert.Single(_log.TakePending(First)).Name);
        Assert.Empty(_log.TakePending(First));
        Assert.Single(_log.TakePending(Second));
    }

    [Fact]
    public void TakePending_OfAProcessThatStartedLater_ReturnsNothing()
    {
        _log.Add(new("patient-gateway", "clear-cache"), [First]);

        Assert.Empty(_log.TakePending(Second));
    }

    [Fact]
    public void TakePending_OfSeveralSwitches_ReturnsThemInOrder()
    {
        _log.Add(new("patient-gateway", "isolate-circuit", "patient-api"), [First]);
        _log.Add(new("patient-gateway", "close-circuit", "patient-api"), [First]);

        Assert.Equal(["isolate-circuit", "close-circuit"], _log.TakePending(First).Select(request => request.Name));
    }

    [Fact]
    public void Confirm_OfOneOfTwoProcesses_ShowsItsConfirmationOnly()
    {
        var entry = _log.Add(new("patient-gateway", "clear-cache"), [First, Second]);

        _log.Confirm(First, [new(entry.Request.Id, IsApplied: true, "Done.")]);

        Assert.Equal([true, false], _log.Entries[0].Answers.Select(answer => answer.Result is { IsApplied: true }));
    }

    [Fact]
    public void Entries_OfManySwitches_AreTheLastTen()
    {
        for (var count = 0; count < 30; count++)
        {
            _log.Add(new("patient-gateway", "clear-cache"), [First]);
        }

        Assert.Equal(10, _log.Entries.Count);
        Assert.Equal("30", _log.Entries[0].Request.Id);
    }
}
