using System.Text;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>Encrypts what goes into a queue, and binds it to its command so that payloads cannot be swapped.</summary>
internal sealed class QueuePayloads(string queue, KeyedNames names, PayloadCipher cipher)
{
    private const string Payload = "payload";
    private const string Result = "result";

    public string Id(CommandOwner owner, string key) => names.Of(
        "queue", queue, "command", owner.Tenant, owner.Client, key);

    public string Owner(CommandOwner owner) => names.Of("queue", queue, "owner", owner.Tenant, owner.Client);

    // Stored as a keyed hash, because the plain one would let a reader of Redis verify a guess of the command.
    public string Fingerprint(ReadOnlyMemory<byte> fingerprint) => names.Of(
        "queue", queue, "fingerprint", Convert.ToBase64String(fingerprint.Span));

    /// <summary>Returns the hashed group keys of a command, separated by spaces.</summary>
    public string GroupKeys(string tenant, IReadOnlyList<string> groupKeys) =>
        groupKeys.Count is 0 or > QueuedCommand.MaxGroupKeys
            ? throw new ArgumentException(
                $"A command has 1 to {QueuedCommand.MaxGroupKeys} group keys, not {groupKeys.Count}.",
                nameof(groupKeys))
            : NamesOf(tenant, groupKeys);

    /// <summary>Returns the hashes of any number of group keys, without duplicates, separated by spaces.</summary>
    public string NamesOf(string tenant, IReadOnlyList<string> groupKeys) =>
        string.Join(' ', groupKeys.Select(groupKey => names.Of("queue", queue, "subject", tenant, groupKey))
            .Distinct(StringComparer.Ordinal));

    public byte[] EncryptPayload(string id, ReadOnlyMemory<byte> payload) => cipher.Encrypt(
        payload.Span, Binding(id, Payload));

    public byte[] EncryptResult(string id, ReadOnlyMemory<byte> result) => cipher.Encrypt(
        result.Span, Binding(id, Result));

    public byte[]? DecryptPayload(string id, byte[]? encrypted) => Decrypt(encrypted, Binding(id, Payload));

    public DecryptionStatus TryDecryptPayload(string id, byte[]? encrypted, out byte[] payload) => cipher.TryDecrypt(
        encrypted, Binding(id, Payload), out payload);

    public byte[]? DecryptResult(string id, byte[]? encrypted) => Decrypt(encrypted, Binding(id, Result));

    private byte[]? Decrypt(byte[]? encrypted, byte[] binding) =>
        cipher.TryDecrypt(encrypted, binding, out var clear) == DecryptionStatus.Decrypted ? clear : null;

    private byte[] Binding(string id, string part) => Encoding.UTF8.GetBytes($"queue {queue} {id} {part}");
}
