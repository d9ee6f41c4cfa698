using System.Net;
using Drills.Load;
using Drills.Running;

namespace Drills.Catalog;

/// <summary>Another caller sends as much as it can.</summary>
internal sealed class Flood : Drill
{
    private const int Callers = 8;
    private const int Permits = 100;

    // Where Redis does not answer a check in time, a process counts by itself.
    private const int MostServed = 2 * Permits;

    private int _served;
    private int _limited;
    private int _other;

    /// <inheritdoc/>
    public override string Name => "flood";

    /// <inheritdoc/>
    public override string Shows =>
        "One caller sends without a pause: its own limit stops it, and others do not notice.";

    /// <inheritdoc/>
    public override Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        (_served, _limited, _other) = (0, 0, 0);
        drill.AddCallers(Callers, async token =>
        {
            using var response = await drill.System.OtherCaller.GetAsync(
                new Uri($"{PatientClient.Patients}?limit=1", UriKind.Relative), CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _served);
            }
            else if (response is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter: not null })
            {
                Interlocked.Increment(ref _limited);
            }
            else
            {
                Interlocked.Increment(ref _other);
            }
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task MendAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        drill.Numbers["flood: served"] = _served;
        drill.Numbers["flood: refused with 429 and Retry-After"] = _limited;
        drill.Numbers["flood: other answers"] = _other;
        return base.MendAsync(drill, cancellationToken);
    }

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        yield return Check.AtMost("served of the flood", run.Numbers["flood: served"], MostServed);
        yield return Check.AtLeast(
            "refused of the flood", run.Numbers["flood: refused with 429 and Retry-After"], Permits);
        yield return Check.AtMost("other answers to the flood", run.Numbers["flood: other answers"], 0);
        yield return Reads.ArePrimary(run);
    }
}
