-- Grain:   tenant_id
-- Unit:    seat_count in seats, null where they are not known or none
-- Source:  tenants, through stg_tenants; run_settings (seat_basis)
-- Answers: how many people of a customer may use the product?

select
    stg_tenants.tenant_id,
    nullif(
        case run_settings.seat_basis
            when 'provisioned' then stg_tenants.provisioned_seats
            else stg_tenants.seats
        end,
        0
    ) as seat_count

from stg_tenants

cross join run_settings
