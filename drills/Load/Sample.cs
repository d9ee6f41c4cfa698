using Drills.History;

namespace Drills.Load;

/// <summary>What an answer is worth to its caller.</summary>
internal enum Verdict
{
    /// <summary>From the primary source, or a write that is done or accepted for later.</summary>
    Right,

    /// <summary>From a fallback, and labelled as such.</summary>
    Stale,

    /// <summary>A proper problem.</summary>
    Refused,

    /// <summary>The gateway could not be reached, or died with the request.</summary>
    Unreachable,

    /// <summary>Anything else: no problem document, no label, no HTTP.</summary>
    Wrong,

    /// <summary>No answer within the total timeout of the gateway and some slack.</summary>
    Hung,
}

/// <summary>Kind of a request.</summary>
internal enum RequestKind
{
    Read,
    BatchRead,
    Write,
    BatchCreate,
}

/// <summary>One request of the load.</summary>
/// <param name="Intended">When it was due. Its latency counts from here, however late it was sent.</param>
/// <param name="End">When its answer had arrived.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Answer">What came back.</param>
internal sealed record Sample(TimeSpan Intended, TimeSpan End, RequestKind Kind, Answer Answer)
{
    /// <summary>From the time when it was due.</summary>
    public TimeSpan Latency => End - Intended;
}

/// <summary>An answer, as its caller sees it.</summary>
internal sealed record Answer(Verdict Verdict, Outcome Outcome)
{
    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary><c>primary</c>, <c>fallback</c>, <c>cache</c> or <c>default</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The age that it states.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The value of the patient; none if there is no patient.</summary>
    public string? Value { get; init; }

    /// <summary>The id of the patient.</summary>
    public Guid? Id { get; init; }

    /// <summary>Where the status of a write is that was accepted for later.</summary>
    public string? Location { get; init; }

    /// <summary>Why it is wrong.</summary>
    public string? Fault { get; init; }

    /// <summary>Why it is refused: the title of the problem.</summary>
    public string? Problem { get; init; }

    /// <summary>The category of the problem.</summary>
    public string? Category { get; init; }

    /// <summary>Status, title and category of a refusal.</summary>
    public string Describe() => $"{Status} {Problem}, {Category}";
}
