using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServiceDefaults.Callers;

namespace ServiceDefaults.ApiKeys.Internal;

/// <summary>Finds the client of a key. One hash is computed for each request, whether the key exists or not.</summary>
internal sealed class ApiKeyStore(IOptionsMonitor<ApiKeysOptions> options)
{
    private static readonly StoredKey Unknown = new(new byte[16], new byte[HMACSHA256.HashSizeInBytes], null);

    private volatile KnownKeys? _known;

    public Caller? Find(string key)
    {
        if (!ApiKey.TryParse(key, out var id, out var secret))
        {
            return null;
        }

        var stored = Current().Keys.GetValueOrDefault(id, Unknown);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(stored.Salt, secret, digest);
        return CryptographicOperations.FixedTimeEquals(digest, stored.Digest) ? stored.Caller : null;
    }

    // Compared at each request: a listener could miss a change between its start and the first value.
    private KnownKeys Current()
    {
        var current = options.CurrentValue;
        var known = _known;
        if (!ReferenceEquals(known?.Options, current))
        {
            _known = known = new(current, Read(current));
        }

        return known!;
    }

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

    private sealed record KnownKeys(ApiKeysOptions Options, FrozenDictionary<string, StoredKey> Keys);

    private sealed record StoredKey(byte[] Salt, byte[] Digest, Caller? Caller);
}
