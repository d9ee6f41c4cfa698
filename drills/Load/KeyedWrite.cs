using System.Net.Http.Json;
using Drills.History;
using PatientApi.Contracts;

namespace Drills.Load;

/// <summary>A write to one patient.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Patient">The external id.</param>
/// <param name="Value">The value, which no other write has; none for a delete.</param>
internal sealed record WriteItem(OperationKind Kind, string Patient, string? Value)
{
    /// <summary>The body of the request.</summary>
    public PatientRequest Body => new()
    {
        ExternalId = Patient,
        FirstName = "Drill",
        LastName = Value,
        BirthDate = new DateOnly(1975, 12, 10),
    };
}

/// <summary>A request that writes, which can be repeated with its key.</summary>
/// <param name="Key">The idempotency key.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Items">What it writes; several in a batch.</param>
internal sealed record KeyedWrite(string Key, HttpMethod Method, string Path, IReadOnlyList<WriteItem> Items)
{
    /// <summary>Whether it is a batch.</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether the caller accepts that the write is done later.</summary>
    public bool MayWait { get; init; }

    /// <summary>Creates the request; each call gives the same <c>Idempotency-Key</c> and body.</summary>
    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(Method, Path)
        {
            Content = IsBatch ? JsonContent.Create(new { items = Items.Select(item => item.Body) })
                : Method == HttpMethod.Delete ? null
                : JsonContent.Create(Items[0].Body),
        };
        request.Headers.Add("Idempotency-Key", Key);
        if (Method == HttpMethod.Put)
        {
            // Any version: the last writer wins.
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        if (MayWait)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        return request;
    }
}
