using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ResilienceConsole.Reports;

/// <summary>
/// The last report of each process, and the history of reads. Memory is bounded: a process that reports no more is
/// forgotten, and further processes beyond the limit are not stored. Thread-safe.
/// </summary>
internal sealed class ReportStore(ReadHistory history, IOptions<ReportOptions> options, TimeProvider timeProvider)
{
    internal const int MaxInstances = 200;

    private readonly ConcurrentDictionary<string, InstanceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>The processes that reported not too long ago, ordered by service and instance.</summary>
    public IReadOnlyList<InstanceReport> All
    {
        get
        {
            Forget();
            return
            [
                .. _reports.Values.OrderBy(report => report.Service, StringComparer.Ordinal)
                    .ThenBy(report => report.Instance, StringComparer.Ordinal)
            ];
        }
    }

    /// <summary>Whether a process has not reported for so long that its numbers may be wrong by now.</summary>
    public bool IsSilent(InstanceReport report) =>
        timeProvider.GetUtcNow() - report.ReceivedAt > options.Value.SilentAfter;

    /// <summary>Stores a report in place of the last one of that process.</summary>
    /// <returns>Whether it was stored; not if there are too many processes.</returns>
    public bool Store(InstanceReport report)
    {
        Forget();
        var key = $"{report.Service} {report.Instance}";
        if (_reports.Count >= MaxInstances && !_reports.ContainsKey(key))
        {
            return false;
        }

        _reports[key] = report;
        history.Record(key, report.Status);
        return true;
    }

    private void Forget()
    {
        var oldest = timeProvider.GetUtcNow() - options.Value.ForgottenAfter;
        foreach (var (key, report) in _reports)
        {
            if (report.ReceivedAt < oldest && _reports.TryRemove(new(key, report)))
            {
                history.Forget(key);
            }
        }
    }
}
