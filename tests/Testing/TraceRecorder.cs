using System.Diagnostics;
using System.Threading.Channels;

namespace Testing;

/// <summary>
/// Records the spans of one trace of this process, whichever source created them, as an exporter would get them.
/// </summary>
internal sealed class TraceRecorder : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public TraceRecorder()
    {
        _listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _ended.Writer.TryWrite(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The header <c>traceparent</c> that makes a request part of the trace.</summary>
    public string Parent => $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>
    /// All spans that have ended, until the first that matches: a server's span ends after its caller has the response.
    /// </summary>
    public async Task<IReadOnlyList<Activity>> UntilAsync(
        Func<Activity, bool> isMeant, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(WaitTimeout);
        do
        {
            _spans.Add(await _ended.Reader.ReadAsync(timeout.Token));
        }
        while (!isMeant(_spans[^1]));
        return _spans;
    }

    /// <summary>Every text of a span.</summary>
    public static string TextOf(Activity span) => string.Join('\n', [
        $"{span.Source.Name} {span.DisplayName} {span.StatusDescription} {span.TraceStateString}",
        .. span.TagObjects.Concat(span.Baggage.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)))
            .Concat(span.Events.SelectMany(part => part.Tags)).Concat(span.Links.SelectMany(link => link.Tags ?? []))
            .Select(pair => $"{pair.Key}={pair.Value}"),
    ]);

    public void Dispose() => _listener.Dispose();
}
