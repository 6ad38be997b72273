// Version of the scoring code. It moves when the same parcel, packs and forest could be scored differently; a replay then says so.

export const scorerVersion = '1.0.0'
