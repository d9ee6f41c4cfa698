using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PatientApi.Model;
using ServiceDefaults.Idempotency;

namespace PatientApi.Data;

/// <summary>Maps an idempotency record to its table.</summary>
internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public const string Table = "idempotency_keys";
    public const string AgeIndex = "ix_idempotency_keys_created_at";

    // Keys are compared byte by byte, on every server alike.
    private const string ByteOrder = "C";

    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(answer => new { answer.Tenant, answer.Client, answer.Key, answer.Part })
            .HasName("pk_idempotency_keys");
        builder.Property(answer => answer.Tenant).HasColumnName("tenant").UseCollation(ByteOrder);
        builder.Property(answer => answer.Client).HasColumnName("client").UseCollation(ByteOrder);
        builder.Property(answer => answer.Key)
            .HasColumnName("key").HasMaxLength(IdempotencyKey.MaxLength).UseCollation(ByteOrder);
        builder.Property(answer => answer.Part).HasColumnName("part");
        builder.Property(answer => answer.Fingerprint).HasColumnName("fingerprint");
        builder.Property(answer => answer.Status).HasColumnName("status");
        builder.Property(answer => answer.Headers).HasColumnName("headers").HasColumnType("jsonb");
        builder.Property(answer => answer.Body).HasColumnName("body");
        builder.Property(answer => answer.CreatedAt).HasColumnName("created_at");
        builder.HasIndex(answer => answer.CreatedAt).HasDatabaseName(AgeIndex);
    }
}
