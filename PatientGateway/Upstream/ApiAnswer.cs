using System.Net;
using System.Net.Http.Headers;
using ServiceDefaults.Caching;

namespace PatientGateway.Upstream;

/// <summary>
/// What the patient API said to one request: a value, a status that speaks for itself (204), or a refusal in its own words.
/// A failure (unreachable, too late, 5xx) is no answer: it is thrown, so that whatever stands in front can tell the two apart.
/// </summary>
/// <typeparam name="T">The value of a success.</typeparam>
internal sealed record ApiAnswer<T> where T : class
{
    /// <summary>The API's status.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>The value, when the status is one of 200 and 201.</summary>
    public T? Value { get; init; }

    /// <summary>The version of the value.</summary>
    public EntityTagHeaderValue? ETag { get; init; }

    /// <summary>Why the API refused, when it did.</summary>
    public UpstreamProblem? Problem { get; init; }

    /// <summary>Whether it was said before, to the same write.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>A success with this value, which nobody has said.</summary>
    public static ApiAnswer<T> Of(T value) => new() { Status = HttpStatusCode.OK, Value = value };

    /// <summary>The same answer with another value, which has no version of its own; a refusal stays one.</summary>
    public ApiAnswer<TOther> Select<TOther>(Func<T, TOther> map) where TOther : class =>
        new() { Status = Status, Value = Value is null ? null : map(Value), Problem = Problem };

    /// <summary>Whether the API said that it does not know the patient.</summary>
    public bool IsOfNoPatient => Problem is { IsOfNoPatient: true };

    /// <summary>What a write did that was answered so: a patient whom the API does not know is gone, and any other may be another than before.</summary>
    public SubjectChange ChangeBy(HttpMethod method) =>
        (method == HttpMethod.Delete && Status == HttpStatusCode.NoContent) || IsOfNoPatient
            ? SubjectChange.Erased
            : SubjectChange.Changed;
}
