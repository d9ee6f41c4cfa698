using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace PatientApi.Listing;

/// <summary>
/// Encrypts a position into a cursor and decrypts it. A cursor is part of URLs, which end up in logs, and a position
/// contains a name, hence the encryption. A cursor is only valid for the tenant and the search that produced it.
/// </summary>
internal sealed partial class CursorProtector
{
    private const string Purpose = "patient list cursor";

    private readonly PayloadCipher _cipher;

    public CursorProtector(IOptions<PagingOptions> options, ILogger<CursorProtector> logger)
    {
        // The validator accepts an empty key in Development only, where the cipher generates one.
        var secret = options.Value.CursorKey is { Length: > 0 } key ? key : null;
        _cipher = new(Options.Create(new EncryptionOptions { CurrentKey = secret }));
        if (secret is null)
        {
            LogTransientKey(logger);
        }
    }

    public string Protect(PatientPosition position, string tenant, string search) =>
        Protect(Purpose, position, tenant, search);

    /// <summary>Encrypts a position of another list, which the purpose names.</summary>
    public string Protect<TPosition>(string purpose, TPosition position, string tenant, string search) =>
        Base64Url.EncodeToString(
            _cipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(position), Owner(purpose, tenant, search)));

    /// <summary>
    /// Decrypts a cursor; false when it was tampered with, was made with another key, or belongs to another tenant
    /// or search.
    /// </summary>
    public bool TryUnprotect(
        string cursor, string tenant, string search, [NotNullWhen(true)] out PatientPosition? position) =>
        TryUnprotect(Purpose, cursor, tenant, search, out position);

    /// <summary>Decrypts a cursor of another list, which the purpose names.</summary>
    public bool TryUnprotect<TPosition>(
        string purpose,
        string cursor,
        string tenant,
        string search,
        [NotNullWhen(true)] out TPosition? position) where TPosition : class
    {
        position = Base64Url.IsValid(cursor)
            && _cipher.TryDecrypt(
                Base64Url.DecodeFromChars(cursor),
                Owner(purpose, tenant, search),
                out var plain) == DecryptionStatus.Decrypted
            ? JsonSerializer.Deserialize<TPosition>(plain)
            : null;
        return position is not null;
    }

    // Contains the purpose, so that no other payload encrypted with the same secret is accepted as a cursor.
    private static byte[] Owner(string purpose, string tenant, string search) =>
        JsonSerializer.SerializeToUtf8Bytes<string[]>([purpose, tenant, search]);

    [LoggerMessage(1, LogLevel.Warning,
        "Paging:CursorKey is not set: cursors are valid in this process only, until it restarts.")]
    private static partial void LogTransientKey(ILogger logger);
}
