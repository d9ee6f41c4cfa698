using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ServiceDefaults.Callers;
using ServiceDefaults.InboundLimits.Internal;

namespace ServiceDefaults.InboundLimits;

/// <summary>
/// Whose permits a request uses: an authenticated caller's, or those of a network address. Never a value that the
/// caller chooses freely, such as a header, because each new value would have new permits.
/// </summary>
public readonly record struct InboundPartition
{
    private static readonly UInt128 IPv4Prefix = (UInt128)0xFFFF << 32;

    private InboundPartition(PartitionKind kind, string? tier, string? client, string? tenant, UInt128 network) =>
        (Kind, Tier, Client, Tenant, Network) = (kind, tier, client, tenant, network);

    internal PartitionKind Kind { get; }

    internal string? Tier { get; }

    internal string? Client { get; }

    internal string? Tenant { get; }

    internal UInt128 Network { get; }

    /// <summary>The partition of an authenticated caller: its client and tenant. Its tier selects the limits.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>The partition.</returns>
    public static InboundPartition ForCaller(ICallerContext caller) =>
        new(PartitionKind.Caller, caller.Tier, caller.Client, caller.Tenant, UInt128.Zero);

    /// <summary>
    /// The partition of a caller that is not authenticated: its IPv4 address, or the /64 network of its IPv6 address,
    /// because one customer usually has at least such a network.
    /// </summary>
    /// <param name="address">
    /// The address of the client, not of a proxy; without an address, all callers share one partition.
    /// </param>
    /// <returns>The partition.</returns>
    public static InboundPartition ForAddress(IPAddress? address) =>
        new(PartitionKind.Address, tier: null, client: null, tenant: null, NetworkOf(address));

    // The partition of callers of a tier for which this process has no partitions left.
    internal static InboundPartition ForOverflow(string tier) =>
        new(PartitionKind.Overflow, tier, client: null, tenant: null, UInt128.Zero);

    internal static InboundPartition ForService(string service, string user) =>
        new(PartitionKind.Service, service, user, tenant: null, UInt128.Zero);

    private static UInt128 NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return UInt128.Zero;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (isIPv4 || address.IsIPv4MappedToIPv6)
        {
            return IPv4Prefix | BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - 4)..length]);
        }

        return (UInt128)BinaryPrimitives.ReadUInt64BigEndian(bytes) << 64;
    }
}
