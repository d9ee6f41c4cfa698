using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServiceDefaults.Callers;

namespace ServiceDefaults.ApiKeys.Internal;

/// <summary>Finds the client of a key. One hash is computed for each request, whether the key exists or not.</summary>
internal sealed class ApiKeyStore : IDisposable
{
    private static readonly StoredKey Unknown = new(new byte[16], new byte[HMACSHA256.HashSizeInBytes], null);

    private readonly IDisposable? _reloads;
    private volatile FrozenDictionary<string, StoredKey> _keys;

    public ApiKeyStore(IOptionsMonitor<ApiKeysOptions> options)
    {
        _keys = Read(options.CurrentValue);
        _reloads = options.OnChange(changed => _keys = Read(changed));
    }

    public bool IsEmpty => _keys.Count == 0;

    public Caller? Find(string key)
    {
        if (!ApiKey.TryParse(key, out var id, out var secret))
        {
            return null;
        }

        var stored = _keys.GetValueOrDefault(id, Unknown);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(stored.Salt, secret, digest);
        return CryptographicOperations.FixedTimeEquals(digest, stored.Digest) ? stored.Caller : null;
    }

    public void Dispose() => _reloads?.Dispose();

    private static FrozenDictionary<string, StoredKey> Read(ApiKeysOptions options) => options.Clients
        .SelectMany(
            client => client.Value.Keys, static (client, key) => KeyValuePair.Create(key.Key, Read(client, key.Value)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static StoredKey Read(KeyValuePair<string, ApiKeyClient> client, string hash)
    {
        // Validated with the options.
        var (salt, digest) = ApiKey.ParseHash(hash)!.Value;
        var (name, settings) = client;
        var scopes = settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(salt, digest, new(name, settings.Tenant, scopes, settings.Tier));
    }

    private sealed record StoredKey(byte[] Salt, byte[] Digest, Caller? Caller);
}
