using System.Text;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>What goes into a queue in a form that nobody can read, and what is bound to its command so that nobody can swap it.</summary>
internal sealed class QueuePayloads(string queue, KeyedNames names, PayloadCipher cipher)
{
    private const string Payload = "payload";
    private const string Result = "result";

    public string Id(CommandOwner owner, string key) => names.Of("queue", queue, "command", owner.Tenant, owner.Client, key);

    public string Owner(CommandOwner owner) => names.Of("queue", queue, "owner", owner.Tenant, owner.Client);

    // Not as it came: whoever guesses what a command says could see in it whether that is so.
    public string Fingerprint(ReadOnlyMemory<byte> fingerprint) => names.Of("queue", queue, "fingerprint", Convert.ToBase64String(fingerprint.Span));

    /// <summary>The names of the subjects of a command, one after the other.</summary>
    public string Subjects(string tenant, IReadOnlyList<string> subjects) => subjects.Count is 0 or > QueuedCommand.MaxSubjects
        ? throw new ArgumentException($"A command has 1 to {QueuedCommand.MaxSubjects} subjects, not {subjects.Count}.", nameof(subjects))
        : NamesOf(tenant, subjects);

    /// <summary>The same of any number of subjects.</summary>
    public string NamesOf(string tenant, IReadOnlyList<string> subjects) =>
        string.Join(' ', subjects.Select(subject => names.Of("queue", queue, "subject", tenant, subject)).Distinct(StringComparer.Ordinal));

    public byte[] EncryptPayload(string id, ReadOnlyMemory<byte> payload) => cipher.Encrypt(payload.Span, Binding(id, Payload));

    public byte[] EncryptResult(string id, ReadOnlyMemory<byte> result) => cipher.Encrypt(result.Span, Binding(id, Result));

    public byte[]? DecryptPayload(string id, byte[]? encrypted) => Decrypt(encrypted, Binding(id, Payload));

    public DecryptionStatus TryDecryptPayload(string id, byte[]? encrypted, out byte[] payload) => cipher.TryDecrypt(encrypted, Binding(id, Payload), out payload);

    public byte[]? DecryptResult(string id, byte[]? encrypted) => Decrypt(encrypted, Binding(id, Result));

    private byte[]? Decrypt(byte[]? encrypted, byte[] binding) => cipher.TryDecrypt(encrypted, binding, out var clear) == DecryptionStatus.Decrypted ? clear : null;

    private byte[] Binding(string id, string part) => Encoding.UTF8.GetBytes($"queue {queue} {id} {part}");
}
