using System.Text.Json;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>The answer to a write, kept in the transaction that wrote, and given again to whoever repeats it.</summary>
internal sealed class StoredAnswer
{
    public required string Tenant { get; init; }

    public required string Client { get; init; }

    public required string Key { get; init; }

    /// <summary>Which line or item of the whole; 0 for the whole.</summary>
    public required int Part { get; init; }

    /// <summary>SHA-256 of what the request was. See <see cref="IdempotentRequest"/>.</summary>
    public required byte[] Fingerprint { get; init; }

    public required int Status { get; init; }

    /// <summary>The text of a JSON object of names and values.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static StoredAnswer Of(IdempotentRequest request, RenderedAnswer answer, DateTimeOffset now) => new()
    {
        Tenant = request.Tenant,
        Client = request.Client,
        Key = request.Key,
        Part = request.Part,
        Fingerprint = request.Fingerprint,
        Status = answer.Status,
        Headers = JsonSerializer.Serialize(answer.Headers),
        Body = answer.Body,
        CreatedAt = now,
    };

    public bool Answers(IdempotentRequest request) => request.IsOf(Fingerprint);

    /// <summary>The answer once more, marked as that.</summary>
    public RenderedAnswer Replay()
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!;
        headers[IdempotencyHeaders.Replayed] = "true";
        return new(Status, headers, Body);
    }
}
