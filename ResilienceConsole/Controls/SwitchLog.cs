using System.Globalization;
using ResilienceConsole.Reports;
using ServiceDefaults.Switches;

namespace ResilienceConsole.Controls;

/// <summary>
/// The switches that operators used, and what each process said to them. A process gets its switches in the answer to
/// its next report, each once. Thread-safe.
/// </summary>
internal sealed class SwitchLog(TimeProvider timeProvider)
{
    private const int Kept = 10;

    private readonly Lock _lock = new();
    private readonly LinkedList<SwitchEntry> _entries = [];
    private long _lastId;

    /// <summary>The last switches, newest first.</summary>
    public IReadOnlyList<SwitchEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(entry => entry.Copy())];
            }
        }
    }

    /// <summary>Orders a switch from the processes of a service that report now.</summary>
    public SwitchEntry Add(SwitchOrder order, IEnumerable<InstanceReport> processes)
    {
        lock (_lock)
        {
            var id = (++_lastId).ToString(CultureInfo.InvariantCulture);
            var entry = new SwitchEntry(
                order.ToRequest(id),
                order.Describe(),
                timeProvider.GetUtcNow(),
                [.. processes.Select(process => new SwitchAnswer(process.Service, process.Instance))]);
            _entries.AddFirst(entry);
            while (_entries.Count > Kept)
            {
                _entries.RemoveLast();
            }

            return entry.Copy();
        }
    }

    /// <summary>Returns the switches that a process has not been asked for yet.</summary>
    public IReadOnlyList<SwitchRequest> TakePending(InstanceReport process)
    {
        lock (_lock)
        {
            var pending = new List<SwitchRequest>();
            foreach (var entry in _entries.Reverse())
            {
                if (entry.AnswerOf(process) is { IsSent: false } answer)
                {
                    answer.IsSent = true;
                    pending.Add(entry.Request);
                }
            }

            return pending;
        }
    }

    /// <summary>Stores what a process said.</summary>
    public void Confirm(InstanceReport process, IEnumerable<SwitchResult> results)
    {
        lock (_lock)
        {
            foreach (var result in results)
            {
                if (_entries.FirstOrDefault(entry => entry.Request.Id == result.Id)?.AnswerOf(process) is { } answer)
                {
                    answer.Result = result;
                }
            }
        }
    }
}

/// <summary>A switch with the answers of the processes.</summary>
internal sealed record SwitchEntry(
    SwitchRequest Request, string Description, DateTimeOffset Time, IReadOnlyList<SwitchAnswer> Answers)
{
    public SwitchAnswer? AnswerOf(InstanceReport process) => Answers.FirstOrDefault(
        answer => answer.Service == process.Service && answer.Instance == process.Instance);

    public SwitchEntry Copy() => this with { Answers = [.. Answers.Select(answer => answer with { })] };
}

/// <summary>The answer of one process to a switch.</summary>
internal sealed record SwitchAnswer(string Service, string Instance)
{
    public bool IsSent { get; set; }

    public SwitchResult? Result { get; set; }
}
