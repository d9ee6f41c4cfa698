using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace PatientApi.Listing;

/// <summary>
/// Turns a position into a cursor and back. A cursor travels in addresses, which end up in logs, and a position holds a
/// name: it is encrypted, and good only for the search it came from.
/// </summary>
internal sealed partial class CursorProtector
{
    private readonly PayloadCipher _cipher;

    public CursorProtector(IOptions<PagingOptions> options, ILogger<CursorProtector> logger)
    {
        // The validator lets an empty key pass in Development only, where the cipher makes one up.
        var secret = options.Value.CursorKey is { Length: > 0 } key ? key : null;
        _cipher = new(Options.Create(new EncryptionOptions { CurrentKey = secret }));
        if (secret is null)
        {
            LogTransientKey(logger);
        }
    }

    public string Protect(PatientPosition position, string search) =>
        Base64Url.EncodeToString(_cipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(position), Owner(search)));

    /// <summary>False when the cursor was tampered with, made with another key, or belongs to another search.</summary>
    public bool TryUnprotect(string cursor, string search, [NotNullWhen(true)] out PatientPosition? position)
    {
        position = Base64Url.IsValid(cursor)
            && _cipher.TryDecrypt(Base64Url.DecodeFromChars(cursor), Owner(search), out var plain) == DecryptionStatus.Decrypted
            ? JsonSerializer.Deserialize<PatientPosition>(plain)
            : null;
        return position is not null;
    }

    // With the purpose in it, so that no other payload of the same secret can pass for a cursor.
    private static byte[] Owner(string search) => Encoding.UTF8.GetBytes($"patient list cursor:{search}");

    [LoggerMessage(1, LogLevel.Warning,
        "Paging:CursorKey is not set: cursors end with this process, and other replicas do not understand them.")]
    private static partial void LogTransientKey(ILogger logger);
}
